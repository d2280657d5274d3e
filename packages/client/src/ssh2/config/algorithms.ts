import type { Settings } from "./collectSettings.ts";

/** What ssh2 takes for one kind of algorithm; an expression picks, of what it knows, what it matches. */
export interface AlgorithmChoice {
  readonly remove?: readonly RegExp[];
  readonly append?: readonly RegExp[];
  readonly prepend?: readonly RegExp[];
}

/** What ssh2 and ssh_config call the kinds of algorithms. */
const KINDS = {
  cipher: "ciphers",
  hmac: "macs",
  kex: "kexalgorithms",
  serverHostKey: "hostkeyalgorithms",
} as const;

/** The algorithms that ssh_config asks for; those that ssh2 does not know are passed over. */
export function algorithms(settings: Settings): Partial<Record<keyof typeof KINDS, AlgorithmChoice>> {
  const chosen = Object.entries(KINDS).flatMap(([kind, keyword]) => {
    const value = settings.get(keyword)?.values[0];
    return value === undefined ? [] : [[kind, algorithmChoice(value)]];
  });
  return Object.fromEntries(chosen) as ReturnType<typeof algorithms>;
}

/** A list: instead of the default, or with `+`, `-` or `^` in front added to it, taken from it, or put first in it. */
export function algorithmChoice(value: string): AlgorithmChoice {
  const sign = /^[-+^]/.exec(value)?.[0];
  const named = (sign === undefined ? value : value.slice(1)).split(",").map(patternExpression);
  switch (sign) {
    case "+":
      return { append: named };
    case "-":
      return { remove: named };
    case "^":
      return { remove: named, prepend: named };
    default:
      return { remove: [/^/], append: named };
  }
}

/** A pattern as the expression that ssh2 takes: `*` is any text, `?` any character. */
function patternExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}
