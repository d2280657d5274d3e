import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { audit, type AuditRecord, type LoginEvent, type SFTPServerInterface } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { jsonLine } from "../output/jsonLine.ts";

/** A backend whose operations are written to a file. */
export interface Audited {
  readonly backend: SFTPServerInterface;
  /** Writes a login, or a connection without one, to the file too. */
  login(event: LoginEvent): void;
  /** Resolves when all is written. */
  close(): Promise<void>;
}

/** Appends every operation of a backend to a file, as one JSON object a line. */
export async function auditLog(
  backend: SFTPServerInterface,
  path: string,
  { report }: Pick<Context, "report">,
): Promise<Audited> {
  const file = createWriteStream(path, { flags: "a", mode: 0o600 });
  await once(file, "open");
  file.on("error", report);
  return {
    backend: audit(backend, (record) => file.write(jsonLine(fields(record)))),
    login: ({ time, ...event }) =>
      file.write(jsonLine({ time: time.toISOString(), operation: "login", ...event })),
    async close() {
      file.end();
      await once(file, "close");
    },
  };
}

function fields({ time, sessionId, error, durationMs, ...rest }: AuditRecord): Record<string, unknown> {
  return {
    time: time.toISOString(),
    session: sessionId,
    ...rest,
    error: error && (error.code ?? error.message),
    seconds: Math.round(durationMs) / 1000,
  };
}
