import { type Command, Option } from "commander";
import type { WalkEntry } from "@sftp/client";
import { escapeName } from "@sftp/wire";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { globMatcher } from "../glob/globMatcher.ts";
import { fileFields, lastName } from "../output/fileFields.ts";
import { below, walked } from "../places/below.ts";
import { jsonLine } from "../output/jsonLine.ts";

const TYPES = ["file", "directory", "symlink", "fifo", "socket", "char", "block", "unknown"];

interface FindOptions extends RemoteOptions {
  readonly name?: string;
  readonly type?: string;
}

/** `sftp-cli find`: what is below a directory, one path a line. */
export function find(context: Context): Command {
  const description = "Print the paths of everything below a directory. Links are not followed.";
  const inShell = context.session !== undefined;
  const command = remoteCommand("find", description, context)
    .option("--name <glob>", "only names that match, like '*.log'")
    .addOption(new Option("--type <type>", "only entries of this type").choices(TYPES))
    .argument(inShell ? "[remote]" : "<remote>", "a directory on a server");
  return withExamples(
    command,
    context,
    ["sftp-cli find --type file --name '*.iso' sftp://me@sftp.example.org/pub"],
    ["find --name '*.log' /var/log"],
  ).action(async (remote: string | undefined, options: FindOptions) => {
    const target = parseTarget(remote ?? ".", options, context);
    const matches = matcher(options);
    const { signal, report, stdout } = context;
    await withClient(target, options, context, async (sftp) => {
      for await (const entry of sftp.walk(target.path, { signal, onError: report })) {
        if (!matches(entry)) continue;
        const { attributes } = entry;
        const path = below(target.path, walked(entry));
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
