import type { Random } from "@sftp/testing";

/** A name that a server might list to lead a client astray, and whether it is a plain name all the same. */
export interface HostileName {
  readonly name: string;
  readonly posix: boolean;
  readonly windows: boolean;
}

const WAYS_UP = [
  "..",
  "../x",
  "../../x",
  "a/..",
  "a/../../x",
  "./x",
  ".",
  "/",
  "/etc/passwd",
  "//x",
  "x/",
  "a/b",
  "",
];
const DEVICES = ["CON", "PRN", "AUX", "NUL", "COM1", "COM9", "COM²", "LPT1", "LPT³", "CONIN$", "CONOUT$"];
const WINDOWS_WAYS_UP = [
  "..\\x",
  "..\\..\\x",
  "a\\..\\x",
  "\\x",
  "\\\\host\\share",
  "C:",
  "C:x",
  "C:\\x",
  "\\\\?\\C:\\x",
  "a\\b",
];
const STREAMS = ["a:b", "a::$DATA", "a:b:$DATA", ".:x", "..::$INDEX_ALLOCATION"];
const SPECIAL = ["<", ">", '"', "|", "?", "*"];
const CONTROLS = ["\u0001", "\u0007", "\b", "\t", "\n", "\r", "\u001b", "\u001f"];
const SHORT = ["PROGRA~1", "A~1", "LONGNA~2.TXT", "X~12.C"];
/** What may look like something else, but is a plain name: it stays in its folder. */
const LOOKALIKES = [
  "\u202ecod.exe",
  "a\u200b",
  "\u2025",
  "․․",
  "∕",
  "⁄",
  "／",
  "＼",
  "a\u{feff}",
  "café",
  "cafe\u0301",
  "ﬁ",
  "İ",
  "ı",
  "\u{dcc0}\u{dcaf}",
  "\u{dcff}",
  "-rf",
  "--",
  "~",
  "~root",
  "$HOME",
  "%00",
  "%2e%2e",
  "&#47;",
  "`id`",
  "$(id)",
  ";",
  "....",
];

/** More than 300 names. */
export function hostileNames(): HostileName[] {
  const names = new Map<string, HostileName>();
  const add = (list: readonly string[], posix: boolean, windows: boolean): void => {
    for (const name of list) names.set(name, { name, posix, windows });
  };
  add(LOOKALIKES, true, true);
  add(["...."], true, false);
  add(SHORT, true, false);
  add(
    DEVICES.flatMap((name) => [
      name,
      name.toLowerCase(),
      `${name}.txt`,
      `${name}.tar.gz`,
      `${name} `,
      `${name} .x`,
    ]),
    true,
    false,
  );
  add(["COM0.log", "con."], true, false);
  add([...WINDOWS_WAYS_UP, ...STREAMS], true, false);
  add(
    SPECIAL.flatMap((mark) => [mark, `a${mark}`, `${mark}b`]),
    true,
    false,
  );
  add(
    CONTROLS.flatMap((mark) => [mark, `a${mark}b`, `${mark}[2J`, `x${mark}`]),
    true,
    false,
  );
  add(["a.", "a ", "a. .", " ", "... "], true, false);
  add(["x".repeat(255), "é".repeat(127)], true, true);
  add(
    ["x".repeat(256), "é".repeat(128), "x".repeat(4_096), "漢".repeat(86), "\u{dcff}".repeat(256)],
    false,
    false,
  );
  add(WAYS_UP, false, false);
  const starts = ["", "a", ".", "..", "\u202e", "\u001b", "é", "\u{dcff}"];
  const ends = ["", "b", ".", "..", "\n", "漢"];
  add(
    starts.flatMap((start) => ends.flatMap((end) => [`${start}/${end}`, `${start}\0${end}`])),
    false,
    false,
  );
  add(
    WAYS_UP.flatMap((way) => [`${way}/`, `/${way}`, `${way}\0`, `\0${way}`, `${way}/\u202e`]),
    false,
    false,
  );
  return [...names.values()];
}

/** Names put together at random from parts of hostile ones. */
export function* mixedNames(random: Random, count: number): Generator<string> {
  const parts = hostileNames().flatMap(({ name }) => (name.length < 100 ? [name] : []));
  for (let n = 0; n < count; n++) {
    yield Array.from({ length: 1 + random.below(4) }, () => random.pick(parts)).join(
      random.pick(["", "/", "\\", "\0", "."]),
    );
  }
}
