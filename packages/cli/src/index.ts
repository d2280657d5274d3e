/**
 * The command line of `@sftp/*` as a library: what `bin/sftp-cli.js` runs.
 *
 * @packageDocumentation
 */
export type { Context, Output } from "./context.ts";
export { ExitCode } from "./exitCode.ts";
export { main } from "./main.ts";
export { runProgram } from "./runProgram.ts";
