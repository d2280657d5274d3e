import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type SwitchName, switches } from "@sftp/testing";
import { expect, it } from "vitest";
import { content, type Name, Stage } from "./stage.ts";

const page = readFileSync(
  fileURLToPath(new URL("../../../../tooling/docs/pages/transfers.md", import.meta.url)),
  "utf8",
);

/** What fails in each column of the table: the source, or a server of this kind. */
const columns: readonly (SwitchName | "source")[] = ["source", "write-fails", "close-fails", "size-more"];

/** The parts of a source; one that fails does so before the first. */
async function* parts(fails: boolean): AsyncGenerator<Buffer> {
  if (fails) throw new Error("the source fails");
  yield content.subarray(0, 50_000);
  yield content.subarray(50_000);
}

/** The uploads of the rows. */
const uploads: Record<string, (stage: Stage, fails: boolean) => Promise<unknown>> = {
  "`put`": ({ sftp, local }, fails) => sftp.put(fails ? local : `${local}/source`, "/d/f"),
  "`put` with `atomic`": ({ sftp, local }, fails) =>
    sftp.put(fails ? local : `${local}/source`, "/d/f", { atomic: true }),
  "`putfo`": ({ sftp }, fails) => sftp.putfo(parts(fails), "/d/f"),
  "`putfo` with `atomic`": ({ sftp }, fails) => sftp.putfo(parts(fails), "/d/f", { atomic: true }),
  "`writeFile`": ({ sftp }) => sftp.writeFile("/d/f", content),
  "`createWriteStream`": ({ sftp }, fails) => pipeline(parts(fails), sftp.createWriteStream("/d/f")),
  "`writable`": ({ sftp }, fails) =>
    Readable.toWeb(Readable.from(parts(fails))).pipeTo(sftp.writable("/d/f")),
};

/** What the name holds, in the words of the page; the error must agree. */
function holds({ server, before }: Stage, failure: Record<string, unknown>, column: string): string {
  const there = server.tree.nodes.get("/d/f")?.data;
  if (there === undefined) return "nothing";
  if (before.get("/d/f")?.equals(there) === true) return "the old file";
  expect(failure["leftover"]).toBe("/d/f");
  expect(failure["replaced"]).toBe(before.has("/d/f") ? true : undefined);
  return content.equals(there) && column === "size-more" ? "the file" : "a part";
}

const rows = [...page.matchAll(/^\| (`\S+`(?: with `atomic`)?) +\|(.*)\|$/gm)]
  .map(([, name, cells]) => [name!, cells!.split("|").map((cell) => cell.trim())] as const)
  .filter(([name, cells]) => name in uploads && cells.length === columns.length);

it("[C-17] the page has a row for every way to upload", () => {
  expect(rows.map(([name]) => name)).toEqual(Object.keys(uploads));
});

it.each(rows)("[C-17] the page says what is there after a failure of %s", async (name, cells) => {
  for (const [index, cell] of cells.entries()) {
    const column = columns[index]!;
    if (cell === "") continue;
    const found: string[] = [];
    for (const taken of ["free", "taken"] satisfies Name[]) {
      const stage = new Stage(column === "source" ? [] : [switches[column]], taken);
      stage.localSource();
      stage.remoteTarget();
      await stage.connect();
      const failure: unknown = await uploads[name]!(stage, column === "source").catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(Error);
      found.push(holds(stage, failure as Record<string, unknown>, column));
      await stage.end();
    }
    expect(`${column}: ${found.join("; ")}`).toBe(`${column}: ${cell}`);
  }
});
