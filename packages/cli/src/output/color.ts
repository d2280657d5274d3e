import type { SFTPAttributes } from "@sftp/attributes";
import { Option } from "commander";
import type { Context } from "../context.ts";

/** When output is coloured. */
export interface ColorOptions {
  readonly color?: "auto" | "always" | "never";
}

/** The colours of `ls` by type of file, as SGR parameters. */
const COLORS: Readonly<Record<string, string>> = {
  directory: "1;34",
  symlink: "1;36",
  fifo: "33",
  socket: "1;35",
  char: "1;33",
  block: "1;33",
};

const EXECUTABLE = "1;32";

/** `--color WHEN`. */
export function colorOption(): Option {
  return new Option("--color <when>", "colour names by type (default: auto, on a terminal)").choices([
    "auto",
    "always",
    "never",
  ]);
}

/** Whether names are coloured: by --color, then NO_COLOR, then whether a terminal shows them. */
export function usesColor({ color = "auto" }: ColorOptions, { stdout, env }: Context): boolean {
  if (color !== "auto") return color === "always";
  return stdout.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}

/** A name in the colour of its type. */
export function colored(name: string, { type, mode = 0 }: SFTPAttributes): string {
  const color = COLORS[type] ?? (type === "file" && (mode & 0o111) !== 0 ? EXECUTABLE : undefined);
  return color === undefined ? name : `\u001b[${color}m${name}\u001b[0m`;
}
