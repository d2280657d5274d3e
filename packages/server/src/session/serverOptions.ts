import type { CheckFileDialect, NameCodec, SymlinkOrder } from "@sftp/wire";

import type { Awaitable, Session, SFTPServerInterface } from "../backend/backend.ts";
import type { ServerLimits } from "../budgets/serverLimits.ts";

/** A backend, or how to make one for a session. */
export type BackendSource = SFTPServerInterface | ((session: Session) => Awaitable<SFTPServerInterface>);

/** Where an error came up that no client is told about. */
export interface ErrorOrigin {
  /** `undefined` where there is no session yet. */
  readonly session?: Session | undefined;
  /** The request that it failed, or the moment in the session's life (`login`, `sessionEnded`). */
  readonly during: string;
}

/** What is told of errors that no client is told about; must not throw. */
export type ErrorHook = (error: unknown, origin: ErrorOrigin) => void;

/** Tells the hook; what it throws nevertheless ends here, for there is nobody left to tell. */
export function report(hook: ErrorHook | undefined, error: unknown, origin: ErrorOrigin): void {
  try {
    hook?.(error, origin);
  } catch {}
}

/** How a session is served. */
export interface SFTPServerOptions {
  backend: BackendSource;
  /** What the transport knows of the client. */
  session?: Partial<Omit<Session, "state">> | undefined;
  limits?: Partial<ServerLimits> | undefined;
  /** Milliseconds that a backend may take for one request; CLOSE, fsync, copies and hashes may take longer. Default 60 s. */
  requestTimeout?: number | undefined;
  /** The directory where relative paths begin. Default: `/`. */
  startDirectory?: string | undefined;
  /** How names travel. Default: UTF-8 without loss. */
  names?: NameCodec | undefined;
  /** Which path SYMLINK names first. Default: as the client's software is known to do it. */
  symlinkOrder?: SymlinkOrder | undefined;
  /** How `check-file-handle` and `check-file-name` are answered. Default: `draft`. */
  checkFileDialect?: CheckFileDialect | undefined;
  /** Told of errors that a client only sees as FAILURE, or not at all. */
  onError?: ErrorHook | undefined;
}

/** How a session came to its end. */
export interface SessionEnd {
  /** What broke it; `undefined` is an orderly end. */
  readonly error?: Error | undefined;
}
