import type { Duplex } from "node:stream";

import { FrameChannel } from "@sftp/channel";
import {
  decodeVersion,
  encodeVersion,
  INIT,
  negotiateVersion,
  protocolError,
  SFTPError,
  VERSION,
} from "@sftp/wire";

import { advertisedExtensions } from "./advertise.ts";
import type { Awaitable, Session, SFTPServerInterface } from "../backend/backend.ts";
import { completeBackend } from "../backend/completeBackend.ts";
import { normalizePath } from "../backend/normalizePath.ts";
import { inTime, within } from "./deadline.ts";
import { HandleTable } from "../handles/handleTable.ts";
import { OpenFile } from "../handles/openFile.ts";
import { RequestPipeline } from "./requestPipeline.ts";
import { RequestScope } from "./requestScope.ts";
import { defaultLimits, type ServerLimits } from "../budgets/serverLimits.ts";
import { report, type SessionEnd, type SFTPServerOptions } from "./serverOptions.ts";
import { highWater } from "../budgets/sessionBudget.ts";
import { Uploads } from "./uploads.ts";
import { symlinkOrderOf, symlinkOrderPair } from "./symlinkOrder.ts";

const DEFAULT_REQUEST_TIMEOUT = 60_000;
/** Milliseconds that a peer gets to take the last replies, and the backend to give up what it is doing. */
const FAREWELL = 5_000;

let sessions = 0;

/** Serves one SFTP session on a Duplex, from INIT to the end. It never throws at its user: `closed` tells how it ended. */
export class SFTPServer {
  readonly session: Session;
  /** Resolves once, when the session is over and everything that belonged to it is closed; never rejects. */
  readonly closed: Promise<SessionEnd>;

  readonly #options: SFTPServerOptions;
  readonly #limits: ServerLimits;
  readonly #requestTimeout: number;
  readonly #channel: FrameChannel;
  readonly #handles: HandleTable;
  #backend: SFTPServerInterface | undefined;
  #pipeline: RequestPipeline | undefined;
  #starting: Promise<void> | undefined;
  #finishing: Promise<void> | undefined;
  /** Whether whatever comes now is too late. */
  #over = false;
  #lastActive = Date.now();

  constructor(duplex: Duplex, options: SFTPServerOptions) {
    this.session = { ...options.session, id: options.session?.id ?? `sftp-${++sessions}`, state: new Map() };
    this.#options = options;
    this.#requestTimeout = options.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#handles = new HandleTable(this.#limits.handles);
    this.#channel = new FrameChannel(
      duplex,
      {
        frame: (bytes, owned) => this.#receive(bytes, owned),
        ended: () => void this.#finish(),
      },
      { highWater: highWater(this.#limits) },
    );
    this.closed = this.#live();
  }

  /** When the client last asked for something, in milliseconds since 1970. */
  get lastActive(): number {
    return this.#lastActive;
  }

  /**
   * Ends the session: lets the client go on until all its handles are closed, for at most `graceMs`; then answers what
   * was received and closes the channel and all handles. Idempotent; resolves as `closed` does.
   */
  async close({ graceMs = 0 }: { graceMs?: number } = {}): Promise<SessionEnd> {
    if (graceMs > 0) await within(graceMs, Promise.race([this.#handles.empty(), this.#channel.closed]));
    const answered = this.#finish();
    await within(FAREWELL, answered);
    this.#channel.destroy();
    return this.closed;
  }

  #receive(frame: Uint8Array, owned: boolean): void {
    if (this.#over) return;
    this.#lastActive = Date.now();
    if (this.#pipeline !== undefined) {
      if (frame[0] === INIT) throw protocolError("a second INIT came");
      return this.#pipeline.receive(frame, owned);
    }
    const { version } = decodeVersion(INIT, frame, this.#options.names);
    this.#channel.pause();
    this.#starting = this.#start(negotiateVersion(version)).catch((error: unknown) => {
      this.#report(error, "sessionStarted");
      this.#channel.destroy(asError(error));
    });
  }

  /** VERSION goes out when the backend is ready, never earlier. */
  async #start(version: number): Promise<void> {
    const { backend: source, names, checkFileDialect = "draft" } = this.#options;
    const symlinkOrder = this.#options.symlinkOrder ?? symlinkOrderOf(this.session.clientIdent);
    const making = typeof source === "function" ? source(this.session) : source;
    const backend = await inTime(this.#requestTimeout, making, "making the backend");
    await inTime(this.#requestTimeout, backend.sessionStarted?.(this.session), "sessionStarted()");
    this.#backend = backend;
    this.#pipeline = new RequestPipeline(this.#channel, {
      scope: {
        session: this.session,
        backend: new Uploads(completeBackend(backend)).view,
        rawPaths: backend.paths === "raw",
        startDirectory: normalizePath(this.#options.startDirectory ?? "/"),
        handles: this.#handles,
        buffers: this.#channel.buffers,
        limits: this.#limits,
        linkFirst: symlinkOrder === "link-first",
        checkFileDialect,
      },
      dialect: { version, names },
      requestTimeout: this.#requestTimeout,
      onError: (error, during) => this.#report(error, during),
    });
    const extensions = new Map([...advertisedExtensions(backend), ...symlinkOrderPair(symlinkOrder)]);
    this.#channel.send(encodeVersion(VERSION, { version, extensions }, names));
    this.#channel.resume();
  }

  /** Answers what was received, then ends the channel. */
  #finish(): Promise<void> {
    this.#finishing ??= this.#answerAll();
    return this.#finishing;
  }

  async #answerAll(): Promise<void> {
    await this.#starting;
    this.#channel.pause();
    await Promise.race([this.#pipeline?.finish(), this.#channel.closed]);
    const ended = Promise.race([this.#channel.end(), this.#channel.closed]).then(() => true);
    // A peer that takes nothing any more loses the rest.
    for (let left = Infinity; this.#channel.queuedBytes < left;) {
      left = this.#channel.queuedBytes;
      if (await within(FAREWELL, ended)) break;
    }
    // Closed with bytes unread, a socket would take back what was just sent.
    this.#over = true;
    this.#channel.resume();
    await within(FAREWELL, this.#channel.closed);
    this.#channel.destroy();
  }

  async #live(): Promise<SessionEnd> {
    const { error } = await this.#channel.closed;
    await this.#starting;
    this.#pipeline?.abort(error ?? new SFTPError("ECONNRESET", "the session has ended"));
    await within(FAREWELL, this.#pipeline?.finish());
    await within(this.#requestTimeout, this.#closeHandles());
    await this.#during("sessionEnded", () =>
      inTime(this.#requestTimeout, this.#backend?.sessionEnded?.(this.session), "sessionEnded()"),
    );
    return { error };
  }

  async #closeHandles(): Promise<void> {
    const ctx = new RequestScope(this.session, 0);
    const closing = this.#handles
      .takeAll()
      .map((opened) =>
        this.#during("close", () =>
          opened instanceof OpenFile ? opened.close("aborted", ctx) : opened.close(),
        ),
      );
    await Promise.all(closing);
  }

  async #during(moment: string, work: () => Awaitable<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#report(error, moment);
    }
  }

  #report(error: unknown, during: string): void {
    report(this.#options.onError, error, { session: this.session, during });
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}
