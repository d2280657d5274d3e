/** What is no part of a host name but means something in known_hosts, in ssh_config or in a shell. */
const SPECIAL = /[\s\p{Cc}\p{Cf}\p{Cs},*?!|#@[\]/\\'"`$;&<>(){}]|^-/u;

/** The longest name, in characters. */
const MAX_LENGTH = 255;

/**
 * Checks the name of a host where it enters: it gets into known_hosts, where `evil,*` would stand for every host.
 *
 * @param what where the name comes from, for the error
 * @throws TypeError for what is no name of a host, an IP address or an alias
 */
export function checkHostName(name: unknown, what: string): void {
  if (typeof name !== "string") throw new TypeError(`${what} must be a string, but is ${typeof name}`);
  if (name === "") throw new TypeError(`${what} must not be empty`);
  const special = SPECIAL.exec(name)?.[0];
  if (special !== undefined)
    throw new TypeError(
      `${what} is ${JSON.stringify(name)}, but a host name has no ${JSON.stringify(special)}`,
    );
  if (name.length > MAX_LENGTH)
    throw new TypeError(`${what} has ${name.length} characters, but a host name has at most ${MAX_LENGTH}`);
}
