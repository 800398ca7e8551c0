/** `npm run build`: the server and its console into dist/. */
import { build } from './build-if-stale.mjs';

build();
