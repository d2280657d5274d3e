/** The names that were found in a folder. */
export class NameBook {
  readonly #names = new Set<string>();
  /** The first of the names that differ only in case or composition. */
  readonly #first = new Map<string, string>();

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** The first name that some file systems take for this one: itself, or one that differs in case or composition. */
  like(name: string): string | undefined {
    return this.#names.has(name) ? name : this.#first.get(folded(name));
  }

  add(name: string): void {
    const key = folded(name);
    this.#names.add(name);
    if (!this.#first.has(key)) this.#first.set(key, name);
  }
}

/** More names become one here than in any file system; that asks the file system itself. */
function folded(name: string): string {
  return name.normalize("NFKD").toUpperCase().toLowerCase();
}
