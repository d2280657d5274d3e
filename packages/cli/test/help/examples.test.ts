import { describe, expect, it } from "vitest";
import { examples } from "../../src/help/examples.ts";
import { createProgram } from "../../src/program.ts";
import { runMain } from "../runMain.ts";

describe("examples", () => {
  it("stand below a heading, one a line", () => {
    expect(examples(["sftp-cli ls a:b", "sftp-cli ls c:d"])).toBe(
      "\nExamples:\n  sftp-cli ls a:b\n  sftp-cli ls c:d",
    );
  });

  it("are in the help of every command", async () => {
    const surroundings = { stdout: { write() {} }, stderr: { write() {} } };
    const { commands } = await createProgram(surroundings as never, undefined);
    expect(commands.length).toBeGreaterThan(15);
    for (const name of commands.map((command) => command.name())) {
      const { code, stdout } = await runMain([name, "--help"]);
      expect(code).toBe(0);
      const [, shown = ""] = stdout.split("\nExamples:\n");
      expect(shown).toContain(`sftp-cli ${name}`);
    }
  });
});
