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
