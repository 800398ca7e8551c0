import { Body, Controller, Header, HttpCode, Ip, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../common/owner.js';
import { Public } from '../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { toDone } from './accounts/done.view.js';
import { Registration } from './accounts/registration.js';
import { SignIn } from './accounts/sign-in.js';
import { LoginDto, LogoutDto, RefreshDto, RegisterDto } from './sign-in.dto.js';
import { RefreshFamilies } from './tokens/refresh-families.js';
import { TOKEN_PAIR } from './tokens/token-pair.view.js';
import { TokenPairs } from './tokens/token-pairs.js';

@ApiTags('auth')
@Controller('api/auth')
export class SignInController {
  constructor(
    private readonly registration: Registration,
    private readonly signIn: SignIn,
    private readonly families: RefreshFamilies,
    private readonly pairs: TokenPairs,
  ) {}

  @Public()
  @Post('register')
  @Header('Cache-Control', 'no-store')
  @ApiSummary('Make an account and sign in', 'The first account of a server becomes its administrator.')
  @ApiSuccess(TOKEN_PAIR, { status: 201 })
  @ApiErrors('username_taken', 'weak_password', 'invalid_username', 'registration_closed', 'invite_required')
  async register(@Body() { invite_code: inviteCode, ...body }: RegisterDto, @Ip() address: string) {
    return this.pairs.of(await this.registration.register({ ...body, inviteCode, address }));
  }

  @Public()
  @HttpCode(200)
  @Post('login')
  @Header('Cache-Control', 'no-store')
  @ApiSummary('Sign in')
  @ApiSuccess(TOKEN_PAIR)
  @ApiErrors('invalid_credentials', 'account_disabled', 'login_throttled')
  async login(@Body() body: LoginDto, @Ip() address: string) {
    return this.pairs.of(await this.signIn.signIn({ ...body, address }));
  }

  @Public()
  @HttpCode(200)
  @Post('refresh')
  @Header('Cache-Control', 'no-store')
  @ApiSummary(
    'Trade a refresh token for a new pair',
    'It is spent by this. The same token again within 10 s gives the same successor; later it ends the sign-in.',
  )
  @ApiSuccess(TOKEN_PAIR)
  @ApiErrors('token_expired', 'token_revoked')
  refresh(@Body() body: RefreshDto) {
    return this.pairs.refresh(body.refresh_token);
  }

  @HttpCode(200)
  @Post('logout')
  @ApiSummary('End this sign-in, or with `all` every one of the account')
  @ApiSuccess()
  logout(@CurrentUser() caller: Principal, @Body() { all }: LogoutDto) {
    return toDone(all ? this.families.endOthers(caller, null) : this.families.end(caller, caller.credentialId));
  }
}
