import type { Check } from "./checks.ts";

/** The checks of a function's parameters, by their names and in their order. */
export type Parameters = Readonly<Record<string, Check>>;

/** The names of an object's methods. */
type MethodName<T> = {
  [K in keyof T]-?: T[K] extends (...parameters: never[]) => unknown ? K : never;
}[keyof T];

/** The checks of all methods of an object: without an entry for each, it does not compile. */
export type Surface<T> = Readonly<Record<Exclude<MethodName<T>, symbol>, Parameters>>;

/** What returns a promise rejects with what is wrong; what does not throws it. */
const THROWS: ReadonlySet<string> = new Set([
  "createReadStream",
  "createWriteStream",
  "listdirIter",
  "readable",
  "readv",
  "setPipelined",
  "setblocking",
  "settimeout",
  "walk",
  "writable",
  "xreadlines",
]);

/**
 * Has every method of a surface check its arguments before it does anything: before a request is sent, a file opened or a
 * socket made.
 */
export function checkArguments(target: object, surface: Readonly<Record<string, Parameters>>): void {
  for (const [name, parameters] of Object.entries(surface)) {
    const owner = ownerOf(target, name);
    const method = Reflect.get(owner, name) as (...values: unknown[]) => unknown;
    if (Object.keys(parameters).length === 0) continue;
    const checked = checkedFunction(name, parameters, method, THROWS.has(name));
    const { enumerable = false } = Object.getOwnPropertyDescriptor(owner, name)!;
    Object.defineProperty(owner, name, { value: checked, writable: true, configurable: true, enumerable });
  }
}

/** A function that checks its arguments first. */
export function checkedFunction<R>(
  name: string,
  parameters: Parameters,
  work: (...values: any[]) => R,
  throws: boolean,
): (...values: unknown[]) => R {
  const checks = Object.entries(parameters);
  const checked = function (this: unknown, ...values: unknown[]): R {
    try {
      for (const [index, [parameter, check]] of checks.entries()) check(values[index], parameter);
    } catch (error) {
      (error as Error).message = `${name}: ${(error as Error).message}`;
      if (throws) throw error;
      return Promise.reject(error as Error) as R;
    }
    return work.apply(this, values);
  };
  Object.defineProperty(checked, "name", { value: name });
  Object.defineProperty(checked, "length", { value: work.length });
  return checked;
}

/** Where a method is defined. */
function ownerOf(target: object, name: string): object {
  let owner: object | null = target;
  while (owner !== null && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object | null;
  if (owner === null) throw new Error(`there is no ${name} to check the arguments of`);
  return owner;
}
