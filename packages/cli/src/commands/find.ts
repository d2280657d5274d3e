import { type Command, Option } from "commander";
import { escapeName, type WalkEntry } from "@sftp/sftp";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { examples } from "../help/examples.ts";
import { fileFields, lastName } from "../output/fileFields.ts";
import { jsonLine } from "../output/jsonLine.ts";
import { globMatcher } from "../transfer/glob.ts";

const TYPES = ["file", "directory", "symlink", "fifo", "socket", "char", "block", "unknown"];

interface FindOptions extends RemoteOptions {
  readonly name?: string;
  readonly type?: string;
}

/** `sftp-cli find`: what is below a folder, one path a line. */
export function find(context: Context): Command {
  return remoteCommand("find", "Print the paths of all that is below a folder. Links are not followed.")
    .option("--name <glob>", "only what has such a name, like '*.log'")
    .addOption(new Option("--type <type>", "only what is of this type").choices(TYPES))
    .argument("<remote>", "a folder on a server")
    .addHelpText(
      "after",
      examples(["sftp-cli find --type file --name '*.iso' sftp://me@sftp.example.org/pub"]),
    )
    .action(async (remote: string, options: FindOptions) => {
      const target = parseTarget(remote, options);
      const matches = matcher(options);
      const { signal, report, stdout } = context;
      await withClient(target, options, context, async (sftp) => {
        for await (const entry of sftp.walk(target.path, { signal, onError: report })) {
          if (!matches(entry)) continue;
          const { path, attributes } = entry;
          stdout.write(
            options.json
              ? jsonLine({ path, ...fileFields(lastName(path), attributes) })
              : `${escapeName(path)}\n`,
          );
        }
      });
    });
}

function matcher({ name, type }: FindOptions): (entry: WalkEntry) => boolean {
  const isMatch = name === undefined ? undefined : globMatcher([name]);
  return ({ path, attributes }) =>
    (isMatch === undefined || isMatch(lastName(path))) && (type === undefined || attributes.type === type);
}
