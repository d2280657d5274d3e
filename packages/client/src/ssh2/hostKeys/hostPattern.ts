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

/** Whether a name is like a pattern. */
export function matchesPattern(pattern: string, name: string): boolean {
  return patternExpression(pattern).test(name);
}

/** A pattern as an expression: `*` is anything, `?` one character. */
export function patternExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}
