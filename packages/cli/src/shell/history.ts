import { appendFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** How many lines are kept. */
const SIZE = 1_000;

/** The lines that were typed in the shell, in a file that only the user may read. */
export class History {
  readonly #file: string;

  constructor({ XDG_STATE_HOME, HOME = homedir() }: Readonly<Record<string, string | undefined>>) {
    this.#file = join(XDG_STATE_HOME || join(HOME, ".local/state"), "sftp-cli/history");
  }

  /** The lines of earlier sessions, the last one first. A file that cannot be read holds none. */
  async load(): Promise<string[]> {
    try {
      const lines = (await readFile(this.#file, "utf8")).split("\n").filter((line) => line !== "");
      if (lines.length > 2 * SIZE) await writeFile(this.#file, `${lines.slice(-SIZE).join("\n")}\n`);
      return lines.slice(-SIZE).toReversed();
    } catch {
      return [];
    }
  }

  /** Keeps a line, as far as the file can be written. */
  async add(line: string): Promise<void> {
    try {
      await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
      await appendFile(this.#file, `${line}\n`, { mode: 0o600 });
    } catch {
      // A session without a history is still a session.
    }
  }
}
