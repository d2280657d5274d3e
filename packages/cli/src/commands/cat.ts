import { once } from "node:events";
import type { Command } from "commander";
import { escapeName } from "@sftp/sftp";
import { eachPath } from "../connection/eachPath.ts";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import type { Context, Output } from "../context.ts";

/** `sftp-cli cat`: prints files. */
export function cat(context: Context): Command {
  return remoteCommand(
    "cat",
    "Print files: as they are in a pipe, with control characters made visible on a terminal.",
  )
    .argument("<remote...>", "files, all on one server")
    .action((remotes: string[], options: RemoteOptions) =>
      eachPath(remotes, options, context, async (sftp, path) => {
        const { stdout, signal } = context;
        // A character may be cut by a chunk; the stream's own decoding keeps it whole.
        const encoding = stdout.isTTY ? "utf8" : undefined;
        for await (const chunk of sftp.createReadStream(path, { encoding, signal })) {
          await write(stdout, typeof chunk === "string" ? visible(chunk) : (chunk as Buffer));
        }
      }),
    );
}

async function write(output: Output, chunk: string | Uint8Array): Promise<void> {
  if (output.write(chunk) === false) await once(output as NodeJS.WriteStream, "drain");
}

/** Text as it may be shown on a terminal; its lines and tabs stay what they are. */
function visible(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, escapeName);
}
