/** Where `set` and `slice` of every typed array stand. */
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;

/**
 * Bytes that a call moves from one buffer into another, by any of the ways that JavaScript has. Text that becomes
 * bytes, or bytes that become text, count as none.
 */
export function countCopies(call: () => void): number {
  let copied = 0;
  const count = (bytes: number): void => {
    copied += bytes;
  };
  const undo = [
    spied(typedArray, "set", ([source]) => count((source as ArrayLike<unknown>).length)),
    spied(typedArray, "slice", (_, result) => count((result as Uint8Array).length)),
    spied(Buffer.prototype, "copy", (_, result) => count(result as number)),
    spied(Buffer, "concat", (_, result) => count((result as Buffer).length)),
    spied(
      Buffer,
      "from",
      ([source], result) => ArrayBuffer.isView(source) && count((result as Buffer).length),
    ),
    spiedConstructor(([source]) => ArrayBuffer.isView(source) && count(source.byteLength)),
  ];
  try {
    call();
  } finally {
    for (const restore of undo) restore();
  }
  return copied;
}

/** Tells `seen` about every call of a method; returns what puts the method back. */
function spied<T extends object>(
  owner: T,
  name: keyof T,
  seen: (args: unknown[], result: unknown) => void,
): () => void {
  const original = owner[name] as (...args: unknown[]) => unknown;
  owner[name] = function (this: unknown, ...args: unknown[]) {
    const result = original.apply(this, args);
    seen(args, result);
    return result;
  } as T[typeof name];
  return () => (owner[name] = original as T[typeof name]);
}

/** As `spied`, for `new Uint8Array(...)`. */
function spiedConstructor(seen: (args: unknown[]) => void): () => void {
  const original = globalThis.Uint8Array;
  globalThis.Uint8Array = new Proxy(original, {
    construct(constructor, args: unknown[], target) {
      seen(args);
      return Reflect.construct(constructor, args, target) as Uint8Array;
    },
  });
  return () => (globalThis.Uint8Array = original);
}
