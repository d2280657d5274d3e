import { Command } from "commander";
import { type RemoteOptions, withConnection, withExamples } from "../connection/remoteCommand.ts";
import type { Context } from "../context.ts";
import { runInteractive } from "../shell/interactive.ts";
import { runLines } from "../shell/lines.ts";
import { withSession } from "../shell/openSession.ts";
import { withAddress } from "./withAddress.ts";

/** `sftp-cli shell`: an interactive session over one connection. */
export function shell(context: Context): Command {
  const description =
    "Work with a server interactively, with the commands of OpenSSH's sftp; help lists them. " +
    "If stdin is no terminal, its lines are run one after another.";
  return withExamples(withAddress(withConnection(new Command("shell").description(description))), context, [
    "sftp-cli shell me@sftp.example.org",
    "sftp-cli shell sftp://me@sftp.example.org/srv/www",
  ]).action((address: string | undefined, options: RemoteOptions) =>
    withSession(address, options, context, async (commands, session) => {
      if (isInteractive(context)) return runInteractive(commands, session, context);
      const lines = { stopsAtFailure: false, echoes: false };
      if (!(await runLines(context.stdin(), commands, lines, context))) context.fail();
    }),
  );
}

/** Whether a user types the commands. */
function isInteractive({ stdout }: Context): boolean {
  return stdout === (process.stdout as unknown) && process.stdin.isTTY && process.stdout.isTTY;
}
