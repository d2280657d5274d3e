import type { SFTPHandle, SFTPServerInterface } from "@sftp/server";

const POISON = 0xdb;

/**
 * The same backend in surroundings as unkind as the contract allows: what it was given to write is overwritten as soon as
 * it said that it was done.
 */
export function strictBackend(backend: SFTPServerInterface): SFTPServerInterface {
  return withMethods(backend, {
    ...(backend.open && {
      open: async (...args: Parameters<NonNullable<SFTPServerInterface["open"]>>) =>
        strictHandle(await backend.open!(...args)),
    }),
  });
}

function strictHandle(handle: SFTPHandle): SFTPHandle {
  return withMethods(handle, {
    ...(handle.write && {
      write: async (...args: Parameters<NonNullable<SFTPHandle["write"]>>) => {
        await handle.write!(...args);
        args[0].fill(POISON);
      },
    }),
  });
}

/** An object with some of its methods replaced; the others are called on the object itself. */
function withMethods<T extends object>(object: T, methods: Partial<T>): T {
  return new Proxy(object, {
    get(target, key) {
      if (Object.hasOwn(methods, key)) return methods[key as keyof T];
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
