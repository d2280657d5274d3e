import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

export interface ContestTally {
  pairs: number;
  /** Pairs that did not end as they must: one has the name, with its own content, and the other has kept its old one. */
  wrong: number;
  /** How many each of the two has won. */
  readonly won: Record<string, number>;
}

const NAMES = ["a", "b"];

/** Lets two processes rename a thing of their own to the same new name, again and again; every fourth thing is a folder. */
export async function contest(pairs: number): Promise<ContestTally> {
  const root = fs.mkdtempSync(join(tmpdir(), "contest-"));
  const tally: ContestTally = { pairs, wrong: 0, won: {} };
  try {
    for (let n = 0; n < pairs; n++) for (const name of NAMES) make(join(root, name + n), name, n);
    const contestants = NAMES.map((name) => start(root, name, pairs));
    await Promise.all(contestants.map(({ stdout }) => once(stdout!, "data")));
    const outcomes = contestants.map(({ stdout }) => text(stdout!));
    for (const { stdin } of contestants) stdin!.write("go\n");
    const codes = (await Promise.all(outcomes)).map((line) => line.split(","));
    for (let n = 0; n < pairs; n++) {
      const winner = NAMES[codes.findIndex((each) => each[n] === "")];
      const right =
        winner !== undefined && codes.some((each) => each[n] === "EEXIST") && isRight(root, winner, n);
      if (right) tally.won[winner] = (tally.won[winner] ?? 0) + 1;
      else tally.wrong++;
    }
  } finally {
    fs.rmSync(root, { recursive: true });
  }
  return tally;
}

function start(root: string, name: string, pairs: number): ChildProcess {
  const program = new URL("../dist/contestant.js", import.meta.url).pathname;
  return spawn(process.execPath, [program, root, name, String(pairs)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
}

function make(path: string, content: string, n: number): void {
  if (n % 4 !== 3) return fs.writeFileSync(path, content);
  fs.mkdirSync(path);
  fs.writeFileSync(join(path, "f"), content);
}

function isRight(root: string, winner: string, n: number): boolean {
  const loser = NAMES.find((name) => name !== winner)!;
  const file = n % 4 === 3 ? "f" : "";
  const has = (name: string, content: string): boolean =>
    fs.readFileSync(join(root, name, file), "utf8") === content;
  return has(`to${n}`, winner) && has(`${loser}${n}`, loser) && !fs.existsSync(join(root, winner + n));
}
