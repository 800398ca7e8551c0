import { SetMetadata } from '@nestjs/common';

export const ANY_SCOPE = 'rai:any-scope';

/** Every API key may call this, whatever its scopes: for what a key may know about itself. */
export const AnyScope = () => SetMetadata(ANY_SCOPE, true);
