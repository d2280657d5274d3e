import { braceExpand, Minimatch, type MinimatchOptions } from "minimatch";
import { UsageError } from "../usageError.ts";

/** The longest glob, in characters. */
const MAX_LENGTH = 4_096;

/** How many globs one with braces may stand for. */
const MAX_EXPANSIONS = 1_000;

/** A glob without a slash is about names; names that begin with a dot are names like any other. */
const OPTIONS: MinimatchOptions = { dot: true, matchBase: true, nocomment: true, nonegate: true };

/**
 * Returns a test of whether a path matches at least one of the globs. Paths come from servers: the matcher does not
 * backtrack, so that the time of a test is bounded by the lengths of glob and path.
 *
 * @throws UsageError for a glob that is empty, too long, negated, or has braces that stand for too many others
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const matchers = globs.map(compile);
  return (path) => matchers.some((matcher) => matcher.match(path));
}

function compile(glob: string): Minimatch {
  checkGlob(glob);
  try {
    return new Minimatch(glob, OPTIONS);
  } catch (error) {
    throw new UsageError(`${glob} cannot be used as a glob: ${(error as Error).message}`);
  }
}

/** Refuses a glob that is empty, too long, negated, or has braces that stand for too many others. */
function checkGlob(glob: string): void {
  if (glob === "") throw new UsageError("a glob must not be empty: write '*' for every name");
  if (/^!(?!\()/.test(glob))
    throw new UsageError(
      `a glob is not negated by ! in front: write \\! in ${glob} for a name that begins with it`,
    );
  withoutBraces(glob);
}

/**
 * The globs that one with braces stands for.
 *
 * @throws UsageError if they are too many, or the glob is too long
 */
export function withoutBraces(glob: string): string[] {
  if (glob.length > MAX_LENGTH) throw new UsageError(`a glob must have at most ${MAX_LENGTH} characters`);
  // The library itself would leave out, without an error, what is beyond its own limit.
  const expanded = braceExpand(glob, { ...OPTIONS, braceExpandMax: MAX_EXPANSIONS + 1 });
  if (expanded.length <= MAX_EXPANSIONS) return expanded;
  throw new UsageError(`the braces in ${glob} stand for more than ${MAX_EXPANSIONS} globs: use several`);
}
