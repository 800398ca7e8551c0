/** What is used of WebAssembly; Node's types leave it to those of the browser. */
interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
}
const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: Wasm };

const PAGE = 65_536;
const compiled = new Map<() => Uint8Array, object>();

/** A memory of so many bytes, and what the module exports that works on it. A module is compiled once. */
export function instantiate<T>(module: () => Uint8Array, bytes: number): { memory: ArrayBuffer; exports: T } {
  const known = compiled.get(module) ?? new wasm.Module(module());
  compiled.set(module, known);
  const memory = new wasm.Memory({ initial: Math.ceil(bytes / PAGE) });
  return { memory: memory.buffer, exports: new wasm.Instance(known, { env: { memory } }).exports as T };
}
