import { createReadStream } from "node:fs";
import { access, constants } from "node:fs/promises";
import { Command } from "commander";
import { type RemoteOptions, withConnection, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { runLines } from "../shell/lines.ts";
import { withSession } from "../shell/openSession.ts";
import { STDIO } from "../transfer/transferCommand.ts";
import { UsageError } from "../usageError.ts";
import { withAddress } from "./withAddress.ts";

interface BatchOptions extends RemoteOptions {
  readonly quiet?: true;
}

/** `sftp-cli batch`: commands of the shell from a file, over one connection. */
export function batch(context: Context): Command {
  const description =
    "Run the commands of a file over one connection, with the commands of the shell. It stops at the first that " +
    "fails; - in front of a command ignores that it fails, @ does not print it.";
  const command = withConnection(new Command("batch").description(description))
    .option("-q, --quiet", "do not print the commands")
    .argument("<file>", "a file with one command per line, or - for stdin");
  return withExamples(withAddress(command), context, [
    "sftp-cli batch nightly.sftp me@sftp.example.org",
    "printf 'cd /pub\\nput *.iso\\n' | sftp-cli batch - me@sftp.example.org",
  ]).action(async (file: string, address: string | undefined, options: BatchOptions) => {
    if (file !== STDIO) await checkReadable(file);
    await withSession(address, options, context, async (shell) => {
      const source = file === STDIO ? context.stdin() : createReadStream(file);
      const lines = { stopsAtFailure: true, echoes: options.quiet !== true };
      if (!(await runLines(source, shell, lines, context))) context.fail();
    });
  });
}

async function checkReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
