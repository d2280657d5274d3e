/** Makes new permissions of the present ones, which only symbolic modes ask for. */
export type ModeChange =
  | { readonly mode: number }
  | { apply(mode: number, isDirectory: boolean, umask: number): number };

const CLAUSE = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/;

/** Where the bits of each class are, from those of others. */
const SHIFTS = { u: 6, g: 3, o: 0 };
const BITS = { r: 4, w: 2, x: 1 };

/**
 * Reads permissions as chmod(1) does: octal (`640`), or symbolic (`u+x,go-w`, `a=rX`, `g=u`). As there, without a class a
 * symbolic mode changes no bits that are set in the umask.
 *
 * @throws RangeError for anything else
 */
export function parseMode(text: string): ModeChange {
  if (/^[0-7]{1,4}$/.test(text)) return { mode: parseInt(text, 8) };
  const clauses = text.split(",").map((clause) => CLAUSE.exec(clause));
  if (clauses.includes(null)) throw new RangeError(`${text} is no mode: write 640, u+x or go-w`);
  return {
    apply(mode, isDirectory, umask) {
      let result = mode & 0o7777;
      for (const [, classes = "", actions = ""] of clauses as RegExpExecArray[]) {
        for (const [, operator, names = ""] of actions.matchAll(/([-+=])([rwxXstugo]*)/g)) {
          result = change(result, classes, operator!, names, isDirectory, umask);
        }
      }
      return result;
    },
  };
}

function change(
  mode: number,
  given: string,
  operator: string,
  names: string,
  isDirectory: boolean,
  umask: number,
): number {
  const classes = (given === "" || given.includes("a") ? "ugo" : given) as Iterable<keyof typeof SHIFTS>;
  let [bits, affected] = [0, 0];
  for (const each of classes) {
    affected |= 7 << SHIFTS[each];
    bits |= permissions(mode, names, isDirectory) << SHIFTS[each];
    if (names.includes("s") && each !== "o") bits |= each === "u" ? 0o4000 : 0o2000;
    if (each === "o") affected |= 0o1000;
    else if (!isDirectory) affected |= each === "u" ? 0o4000 : 0o2000;
  }
  if (names.includes("t") && (given === "" || given.includes("a") || given.includes("o"))) bits |= 0o1000;
  if (given === "") bits &= ~umask;
  if (operator === "+") return mode | bits;
  if (operator === "-") return mode & ~bits;
  return (mode & ~affected) | bits;
}

/** The three bits that the letters of a clause stand for. */
function permissions(mode: number, names: string, isDirectory: boolean): number {
  let bits = 0;
  for (const name of names) {
    if (name in SHIFTS) bits |= (mode >> SHIFTS[name as keyof typeof SHIFTS]) & 7;
    else if (name in BITS) bits |= BITS[name as keyof typeof BITS];
    else if (name === "X" && (isDirectory || (mode & 0o111) !== 0)) bits |= BITS.x;
  }
  return bits;
}
