import { matchesPatterns } from "../hostKeys/hostPattern.ts";
import type { Directive } from "./directives.ts";

/** Whom the lines are collected for. */
export interface Subject {
  /** The host as the user named it, and as it is known so far. */
  readonly originalHost: string;
  readonly hostName: (settings: Settings) => string;
  readonly username: (settings: Settings) => string;
  readonly localUser: string;
}

/** What ssh_config says for one host: of each keyword what stands first, except that identities add up. */
export type Settings = ReadonlyMap<string, Directive> & { readonly identities: readonly string[] };

class Collected extends Map<string, Directive> implements Settings {
  readonly identities: string[] = [];
}

/** Of these two what stands first decides how the host is reached. */
const PROXIES = ["proxyjump", "proxycommand"];

/**
 * Collects what applies to a host, in the order of `ssh`. `Match exec` is never run: such a block does not apply, and
 * neither does one with a criterion that only `ssh` itself can judge.
 */
export function collectSettings(directives: readonly Directive[], subject: Subject): Settings {
  const settings = new Collected();
  let wantsFinal = false;
  const walk = (lines: readonly Directive[], enclosing: boolean, final: boolean): void => {
    let applies = enclosing;
    for (const line of lines) {
      if (line.keyword === "host") {
        applies = enclosing && matchesPatterns(line.values, subject.originalHost);
      } else if (line.keyword === "match") {
        wantsFinal ||= line.values.some((word) => /^!?final$/i.test(word));
        applies = enclosing && matches(line.values, subject, settings, final);
      } else if (line.included !== undefined) walk(line.included, applies, final);
      else if (applies) add(settings, line);
    }
  };
  walk(directives, true, false);
  if (wantsFinal) walk(directives, true, true);
  return settings;
}

function add(settings: Collected, line: Directive): void {
  const { keyword, values } = line;
  if (keyword === "identityfile") {
    settings.identities.push(...values.filter((path) => !settings.identities.includes(path)));
  } else if (!PROXIES.includes(keyword)) {
    if (!settings.has(keyword)) settings.set(keyword, line);
  } else if (!PROXIES.some((each) => settings.has(each))) settings.set(keyword, line);
}

/** The criteria of a Match line, all of which must hold. */
function matches(words: readonly string[], subject: Subject, settings: Settings, final: boolean): boolean {
  const criteria = [...words];
  while (criteria.length > 0) {
    const word = criteria.shift()!.toLowerCase();
    const negated = word.startsWith("!");
    const criterion = negated ? word.slice(1) : word;
    if (criterion === "all") continue;
    if (criterion === "final" || criterion === "canonical") {
      if ((criterion === "final" && final) === negated) return false;
      continue;
    }
    const value = valueOf(criterion, subject, settings);
    if (value === undefined) return false;
    if (matchesPatterns((criteria.shift() ?? "").split(","), value) === negated) return false;
  }
  return true;
}

function valueOf(criterion: string, subject: Subject, settings: Settings): string | undefined {
  switch (criterion) {
    case "host":
      return subject.hostName(settings);
    case "originalhost":
      return subject.originalHost;
    case "user":
      return subject.username(settings);
    case "localuser":
      return subject.localUser;
    default:
      return undefined;
  }
}
