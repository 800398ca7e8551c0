/**
 * Loaded into a server before itself (NODE_OPTIONS=--import): on SIGUSR2 it prints one line that tells what only the
 * inside knows: the routes its router really has, whether the prototypes everything shares are as they were, and the
 * bytes its main thread holds once the collector has been.
 */
import { Server } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

const SHARED = { Object, Array, String, Number, Boolean, Function, Promise, Map, Set, RegExp, Error, Date };
const namesOf = (prototype) => Reflect.ownKeys(prototype).map(String).sort().join();
const before = Object.entries(SHARED).map(([name, type]) => [name, namesOf(type.prototype)]);
const changed = () => before.filter(([name, keys]) => namesOf(SHARED[name].prototype) !== keys).map(([name]) => name);

/** Functions that answer requests: the application is one. */
let handlers = () => [];

/** Twice: what a finalizer lets go in the first round goes in the second. */
function heldBytes(collect) {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

if (isMainThread) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const listen = Server.prototype.listen;
  Server.prototype.listen = function (...args) {
    handlers = () => this.listeners('request');
    return listen.apply(this, args);
  };
  process.on('SIGUSR2', () => {
    const stack = handlers().flatMap((handler) => handler.router?.stack ?? []);
    const routes = stack.filter(({ route }) => route).map(({ route }) => [route.path, Object.keys(route.methods)]);
    const middleware = stack.filter(({ route }) => !route).map(({ name }) => name);
    process.stdout.write(
      `PROBE ${JSON.stringify({ routes, middleware, changed: changed(), held: heldBytes(collect) })}\n`,
    );
  });
}
