import type { LoginEvent } from "@sftp/server/ssh2";
import { jsonLine } from "../output/jsonLine.ts";

/** Characters of a name that are shown; a client may send one of thousands. */
const LONGEST_NAME = 100;

/**
 * A login, or a connection without one, as one line for a log. What the client chooses comes last and in quotes, so that a
 * program that looks for the address always finds the real one:
 *
 * `2030-01-02T03:04:05.678Z login refused from 192.0.2.1 port 4711: password for "root"`
 */
export function loginLine({ time, outcome, remoteAddress, remotePort, ...event }: LoginEvent): string {
  const from = `from ${remoteAddress ?? "unknown"} port ${remotePort ?? 0}`;
  const what = `${time.toISOString()} ${isLogin(outcome) ? "login" : "connection"} ${outcome} ${from}`;
  if (!isLogin(outcome))
    return event.reason === undefined ? `${what}\n` : `${what}: ${shown(event.reason)}\n`;
  const key = event.fingerprint === undefined ? "" : ` ${event.fingerprint}`;
  return `${what}: ${shown(event.method ?? "")}${key} for ${quoted(event.user ?? "")}\n`;
}

function isLogin(outcome: LoginEvent["outcome"]): boolean {
  return outcome === "accepted" || outcome === "partial" || outcome === "refused";
}

function quoted(text: string): string {
  return jsonLine(text.slice(0, LONGEST_NAME)).trimEnd();
}

function shown(text: string): string {
  return quoted(text).slice(1, -1);
}
