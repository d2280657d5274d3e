import { escapeName, isSFTPError } from "@sftp/wire";
import { ConnectionError } from "../connection/connectionError.ts";
import { UsageError } from "../usageError.ts";
import { advice } from "./advice.ts";
import { flagWords } from "./flagWords.ts";
import { jsonLine } from "./jsonLine.ts";

/** The one line that says what failed, why, and what to do: `sftp-cli: /x: No such file`. */
export function errorLine(error: unknown, command: string): string {
  const { words, whither = "" } = messageOf(error);
  const what = subject(error, command) + whither;
  // What is wrong with an argument names its operation, which may be the command.
  const why = words.startsWith(`${what}: `) ? words.slice(what.length + 2) : words;
  const hint = error instanceof Error ? advice(error) : undefined;
  return `sftp-cli: ${escapeName(what)}: ${escapeName(why)}${hint === undefined ? "" : `; ${hint}`}\n`;
}

/** The same for programs: one JSON object. */
export function errorJson(error: unknown): string {
  return jsonLine({ error: errorFields(error) });
}

/** What a program is told of an error; `status` only if a STATUS of the server said so. */
export function errorFields(error: unknown): Record<string, unknown> {
  const origin = originOf(error);
  if (!(origin instanceof Error)) return { code: "ERR_UNKNOWN", message: String(origin) };
  const { code, path, message } = origin as NodeJS.ErrnoException;
  return {
    code: origin instanceof UsageError ? "ERR_USAGE" : (code ?? "ERR_UNKNOWN"),
    status: isSFTPError(origin) ? origin.status : undefined,
    operation: operationOf(origin),
    path,
    message,
  };
}

function originOf(error: unknown): unknown {
  return error instanceof ConnectionError ? error.cause : error;
}

/** What it is about: the server, the path, or the command where there is neither. */
function subject(error: unknown, command: string): string {
  if (error instanceof ConnectionError) return error.server;
  return (error as NodeJS.ErrnoException | undefined)?.path || command;
}

/**
 * Errors of files come as `CODE: words, operation 'path' -> 'path'`; of that are left the words, and, where two paths are
 * concerned, the second.
 */
function messageOf(error: unknown): { words: string; whither?: string | undefined } {
  const origin = originOf(error);
  if (!(origin instanceof Error)) return { words: String(origin) };
  const { code = "" } = origin as NodeJS.ErrnoException;
  const operation = operationOf(origin);
  let words = flagWords(origin.message) || code;
  if (words.startsWith(`${code}: `)) words = words.slice(code.length + 2);
  const tail = operation === undefined ? -1 : words.lastIndexOf(`, ${operation}`);
  if (tail < 0) return { words };
  const [, destination] = /' -> '([^]*)'$/.exec(words.slice(tail)) ?? [];
  return {
    words: words.slice(0, tail),
    whither: destination === undefined ? undefined : ` -> ${destination}`,
  };
}

function operationOf(error: Error): string | undefined {
  return isSFTPError(error) ? error.operation : (error as NodeJS.ErrnoException).syscall;
}
