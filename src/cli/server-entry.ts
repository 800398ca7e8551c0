/** The bundled server, seen from dist/src/cli. */
export const SERVER = new URL('../../server/main.js', import.meta.url);
