/** Whether a name is among patterns as ssh_config and known_hosts have them; one with `!` in front excludes. */
export function matchesPatterns(patterns: readonly string[], name: string): boolean {
  let matches = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith("!");
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    matches = true;
  }
  return matches;
}

/**
 * Whether a name matches a pattern, in which `*` is any text and `?` any character. Only the last `*` is ever tried
 * again, so the time is at most the product of both lengths.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resumeAt = 0;
  for (let next = 0; next < name.length;) {
    if (pattern[at] === "*") {
      star = at++;
      resumeAt = next;
    } else if (pattern[at] === "?" || pattern[at] === name[next]) {
      at++;
      next++;
    } else {
      if (star === -1) return false;
      at = star + 1;
      next = ++resumeAt;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

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
