/** How connections to a model server are made. Encrypted ones are undici's own, for nothing comes between these and the network. */
import { buildConnector, errors } from 'undici';
import type { Pace } from './pace.js';
import { PacedSocket } from './paced-socket.js';

/** As undici has them. */
const HIGH_WATER = 64 * 1024;
const KEEP_ALIVE_MS = 60_000;

export function pacedConnector(pace: Pace, timeoutMs: number): buildConnector.connector {
  const encrypted = buildConnector({ timeout: timeoutMs });
  return (options, callback) => {
    if (options.protocol === 'https:') return encrypted(options, callback);
    const socket = new PacedSocket(pace, { highWaterMark: HIGH_WATER });
    const { hostname, port, localAddress } = options;
    const timer = setTimeout(() => {
      socket.destroy(new errors.ConnectTimeoutError(`no connection to ${hostname} within ${timeoutMs} ms`));
    }, timeoutMs);
    let told = false;
    const tell = (error: Error | null) => {
      clearTimeout(timer);
      if (told) return;
      told = true;
      if (error) callback(error, null);
      else callback(null, socket);
    };
    socket
      .setKeepAlive(true, KEEP_ALIVE_MS)
      .setNoDelay(true)
      .once('connect', () => tell(null))
      .on('error', tell)
      .connect({ host: hostname, port: Number(port || 80), localAddress: localAddress ?? undefined });
  };
}
