/**
 * The command line of `@sftp/*` as a library: what `bin/sftp-cli.js` runs.
 *
 * @packageDocumentation
 */
export type { Output, Surroundings } from "./context.ts";
export { ExitCode } from "./exitCode.ts";
export { main } from "./main.ts";
export { runProgram } from "./runProgram.ts";
