import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What files outside say, in content, names and targets. */
export const SECRET = "SECRET";
/** What files inside say; of another length, so that sizes tell them apart. */
const HARMLESS = "harmless";

/**
 * A root, and beside it an outside world of the same shape, in which everything is a trap:
 *
 * ```
 * root/a/b/{f,link,empty}      the folder that operations work in
 * root/t/a/b/{f,link,empty}    what a link to "../../t" means if the root is taken for "/"
 * t/a/b/{f,link,empty,SECRET}  outside: whoever reads or changes something here has escaped
 * ```
 */
export class Arena {
  readonly root: string;
  readonly outside: string;
  readonly #base = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "race-")));
  readonly #traps: readonly string[];
  #seen: string;

  constructor() {
    this.root = join(this.#base, "root");
    this.outside = join(this.#base, "t");
    furnish(join(this.root, "a"), HARMLESS);
    furnish(join(this.root, "t/a"), HARMLESS);
    this.#furnishOutside();
    const folder = join(this.outside, "a/b");
    const things = ["f", "link", "empty", SECRET].map((name) => join(folder, name));
    this.#traps = [...things, folder, join(this.outside, "a"), this.outside, this.#base];
    this.#seen = this.#look();
  }

  /** Whether something outside was changed since this was last asked; if so, it is made as it was. */
  outsideChanged(): boolean {
    if (this.#look() === this.#seen) return false;
    fs.rmSync(this.outside, { recursive: true, force: true });
    this.#furnishOutside();
    this.#seen = this.#look();
    return true;
  }

  remove(): void {
    fs.rmSync(this.#base, { recursive: true });
  }

  #furnishOutside(): void {
    furnish(join(this.outside, "a"), SECRET);
    fs.writeFileSync(join(this.outside, "a/b", SECRET), SECRET);
  }

  /** The moments at which each trap was last changed; reading leaves no trace in them. */
  #look(): string {
    const moments = this.#traps.map(
      (path) => fs.lstatSync(path, { bigint: true, throwIfNoEntry: false })?.ctimeNs,
    );
    return moments.join();
  }
}

function furnish(a: string, word: string): void {
  fs.mkdirSync(join(a, "b/empty"), { recursive: true });
  fs.writeFileSync(join(a, "b/f"), word);
  fs.symlinkSync(word, join(a, "b/link"));
}
