import { Command } from "commander";
import { withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { describe } from "../help/describe.ts";
import { manualPage } from "../help/manualPage.ts";

/** `sftp-cli man`: prints the man page. */
export function man(context: Context): Command {
  const command = new Command("man").description("Print the man page sftp-cli(1).");
  return withExamples(command, context, ["sftp-cli man | man -l -"]).action(async () => {
    const { createProgram } = await import("../program.ts");
    context.stdout.write(manualPage(describe(await createProgram(context, undefined))));
  });
}
