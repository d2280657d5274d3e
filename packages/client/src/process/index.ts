/**
 * SFTP with any program that speaks it on stdin and stdout.
 *
 * @packageDocumentation
 */
export { connect, type ProcessOptions } from "./connect.ts";
