import type { Command } from "commander";
import { type RemoteOptions, remoteCommand } from "../connection/remoteCommand.ts";

/** The options of `get` and `put`. */
export interface TransferCommandOptions extends RemoteOptions {
  readonly recursive?: true;
  readonly preserve?: true;
}

/** A command that transfers files, with the options that both directions have. */
export function transferCommand(name: string, description: string): Command {
  return remoteCommand(name, description)
    .option("-r, --recursive", "transfer a folder and all that is in it; symbolic links are left out")
    .option("--preserve", "give the copies the permissions and times of the originals");
}
