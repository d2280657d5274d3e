import type { Duplex } from "node:stream";
import { BufferPool, type ChannelEnd, FrameChannel, type FrameHandlers } from "@sftp/channel";
import { AbortError } from "@sftp/prefetch";
import {
  type DecodedReply,
  decodeReply,
  decodeVersion,
  encodeRequest,
  encodeVersion,
  INIT,
  type NameCodec,
  PROTOCOL_VERSION,
  protocolError,
  type ReplyTo,
  type RequestBody,
  RequestIds,
  type RequestName,
  type SFTPError,
  VERSION,
  type VersionMessage,
  writeHead,
} from "@sftp/wire";
import { AbortWatch } from "./abort.ts";
import { Capabilities } from "./capabilities.ts";
import {
  brokenByServer,
  callError,
  channelEnded,
  closedByUs,
  endedByServer,
  endError,
  type EndReason,
} from "./failures.ts";
import { InactivityWatch } from "./inactivity.ts";
import type { Operation } from "./operation.ts";
import { Failure, type Pending, resultOf, subjectOf } from "./pending.ts";
import { traceReply, traceRequest } from "./trace.ts";

/** How long a server may be silent, in milliseconds, unless told otherwise. */
const DEFAULT_TIMEOUT = 30_000;

/** How long a server may take to end its side, in milliseconds, before the channel is cut. */
const CLOSE_GRACE = 2_000;

/** What may take a server very long without a word: no limit unless one is set. */
const SLOW: ReadonlySet<RequestName> = new Set([
  "close",
  "fsync@openssh.com",
  "copy-data",
  "copy-file",
  "check-file",
  "check-file-handle",
  "check-file-name",
  "md5-hash",
  "md5-hash-handle",
]);

/** A larger payload, in bytes, is not copied into its packet. */
const COPY_LIMIT = 16 * 1024;

/** The place of INIT, which has no id, among the requests that wait. */
const GREETING = -1;

/** How a session is run. */
export interface SessionOptions {
  /** As in `OperationOptions`, for every operation without one of its own. Default: 30 s. */
  timeout?: number | undefined;
  /** Gives up while the session is starting. */
  signal?: AbortSignal | undefined;
  /** How names travel. Default: UTF-8, losslessly. */
  names?: NameCodec | undefined;
  /** The first request id. Default: 0. */
  firstRequestId?: number | undefined;
}

/**
 * One SFTP session on one channel, and the only place that sends. It gives out ids, matches replies, which
 * may come in any order, and sees to it that every call settles: by its reply, its signal, the server's
 * silence, or the end of the session.
 */
export class Session {
  /** What the server said of itself in VERSION. */
  capabilities!: Capabilities;
  /** As in `OperationOptions`; `undefined` is the default, which spares what is known to be slow. */
  timeout: number | undefined;
  /** Resolves once the session is over: to what ended it, or to `undefined` after `close`. Never rejects. */
  readonly closed: Promise<SFTPError | undefined>;

  readonly #names: NameCodec | undefined;
  readonly #channel: FrameChannel;
  readonly #ids: RequestIds;
  readonly #pending = new Map<number, Pending>();
  readonly #silence: InactivityWatch<Pending>;
  readonly #aborts: AbortWatch<Pending>;
  #end: EndReason | undefined;
  #closing: Promise<void> | undefined;

  private constructor(duplex: Duplex, options: SessionOptions, buffers: BufferPool) {
    this.timeout = options.timeout;
    this.#names = options.names;
    this.#ids = new RequestIds(options.firstRequestId);
    const handlers: FrameHandlers = {
      frame: (bytes, owned) => this.#receive(bytes, owned),
      ended: () => this.#finish(endedByServer(this.capabilities !== undefined)),
    };
    this.#channel = new FrameChannel(duplex, handlers, { buffers });
    this.#silence = new InactivityWatch(this.#pending, this.#channel, (pending) =>
      this.#abandon(pending, new Failure(() => silenceError(pending))),
    );
    this.#aborts = new AbortWatch((pending, reason) =>
      this.#abandon(pending, new Failure(() => new AbortError(reason))),
    );
    this.closed = this.#channel.closed.then((end) => this.#lost(end));
  }

  /**
   * Starts a session: INIT, and VERSION in return.
   *
   * @param buffers the memory of large replies
   * @throws SFTPError if what comes is not that; the channel is destroyed then.
   */
  static async open(
    duplex: Duplex,
    options: SessionOptions = {},
    buffers: BufferPool = new BufferPool(),
  ): Promise<Session> {
    const session = new Session(duplex, options, buffers);
    const { signal, timeout, names } = options;
    try {
      AbortError.throwIfAborted(signal);
      const operation = { signal, timeout, name: "connect" };
      const greeting = session.#wait(GREETING, undefined, operation, { path: undefined, untilEof: false });
      const init = { version: PROTOCOL_VERSION, extensions: new Map() };
      session.#channel.send(encodeVersion(INIT, init, names));
      session.capabilities = new Capabilities(bodyOf(await greeting));
    } catch (error) {
      session.#channel.destroy();
      throw error;
    }
    return session;
  }

  /** Whether no request can be answered any more. */
  get isOver(): boolean {
    return this.#end !== undefined;
  }

  /** The channel in use. */
  get channel(): Duplex {
    return this.#channel.duplex;
  }

  /** The memory of large replies; whoever owns the payload of one may release it here. */
  get buffers(): BufferPool {
    return this.#channel.buffers;
  }

  /** How long the server may be silent before an ordinary request fails, in milliseconds; 0 is no limit. */
  get inactivityTimeout(): number {
    return finite(this.timeout ?? DEFAULT_TIMEOUT);
  }

  /**
   * Sends a request; a payload to be written must not be changed before this settles, nor, if it rejects, at all.
   * Resolves to the reply that its row declares, or rejects with what a STATUS said instead.
   */
  call<N extends RequestName>(
    request: N,
    body: RequestBody<N>,
    operation: Partial<Operation> = {},
  ): Promise<ReplyTo<N>> {
    return this.#send(request, body, operation, false);
  }

  /** As `call`, but where the server says EOF it resolves to `undefined`. */
  callUntilEof<N extends RequestName>(
    request: N,
    body: RequestBody<N>,
    operation: Partial<Operation> = {},
  ): Promise<ReplyTo<N> | undefined> {
    return this.#send(request, body, operation, true);
  }

  /** Ends the session because the server broke the protocol; everything pending rejects. */
  fail(error: SFTPError): void {
    this.#finish(brokenByServer(error));
  }

  /**
   * Ends the session: what is pending rejects with ERR_SFTP_CLOSED, and so does every later call. Resolves
   * when the channel is closed, after a few seconds whatever the server does. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const cut = setTimeout(() => this.#channel.destroy(), CLOSE_GRACE);
    this.#settleAll(closedByUs);
    void this.#channel.end();
    await this.closed;
    clearTimeout(cut);
  }

  async #send<N extends RequestName, R>(
    request: N,
    body: RequestBody<N>,
    operation: Partial<Operation>,
    untilEof: boolean,
  ): Promise<R> {
    if (this.#end !== undefined) throw endError(this.#end, { name: request, ...operation });
    AbortError.throwIfAborted(operation.signal);
    const id = this.#ids.next(this.#pending);
    const packet = encoded(request, id, body, this.#names);
    const { path } = body as { path?: string };
    const reply = this.#wait(id, request, operation, { path, untilEof });
    traceRequest(this, id, request, body);
    this.#channel.send(...packet);
    return bodyOf<R>(await reply);
  }

  /** Waits for the answer to a request that is about to be sent: a body, or a `Failure`. */
  #wait(
    id: number,
    request: RequestName | undefined,
    operation: Partial<Operation>,
    { path, untilEof }: Pick<Pending, "path" | "untilEof">,
  ): Promise<unknown> {
    return new Promise((settle) => {
      const usual = request !== undefined && SLOW.has(request) ? 0 : DEFAULT_TIMEOUT;
      const pending: Pending = {
        request,
        operation:
          operation.name === undefined && request !== undefined ? { ...operation, name: request } : operation,
        path,
        untilEof,
        timeout: finite(operation.timeout ?? this.timeout ?? usual),
        since: performance.now(),
        settle,
        abandoned: false,
      };
      this.#pending.set(id, pending);
      this.#silence.begin(pending);
      if (operation.signal !== undefined) this.#aborts.begin(operation.signal, pending);
    });
  }

  /** No exception leaves this: a server that breaks the protocol costs its own session and nothing else. */
  #receive(frame: Uint8Array, owned: boolean): void {
    if (this.#end !== undefined) return;
    this.#silence.heard();
    try {
      const greeting = this.#pending.get(GREETING);
      if (greeting !== undefined) {
        this.#greet(greeting, decodeVersion(VERSION, frame, this.#names));
      } else {
        const reply = decodeReply(frame, this.#names);
        traceReply(this, reply);
        this.#answer(owned ? reply : withOwnPayload(reply));
      }
    } catch (error) {
      this.fail(error as SFTPError);
    }
  }

  #greet(greeting: Pending, message: VersionMessage): void {
    if (message.version > PROTOCOL_VERSION) {
      throw protocolError(
        `the server chose version ${message.version}, but ${PROTOCOL_VERSION} is the highest it was offered`,
      );
    }
    this.#forget(GREETING, greeting);
    greeting.settle(message);
  }

  #answer(reply: DecodedReply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) {
      throw protocolError(`${reply.name} answers request ${reply.id}, which waits for no answer`);
    }
    if (pending.abandoned) {
      // Nobody knows this handle: it must not stay open.
      if (reply.name === "handle") this.call("close", reply.body).catch(() => {});
    } else {
      pending.settle(resultOf(pending, reply));
    }
    this.#forget(reply.id, pending);
  }

  #forget(id: number, pending: Pending): void {
    this.#pending.delete(id);
    this.#release(pending);
    if (this.#pending.size === 0) this.#silence.idle();
  }

  #release(pending: Pending): void {
    const { signal } = pending.operation;
    if (signal !== undefined) this.#aborts.end(signal, pending);
  }

  /** Settles a call without its answer; its id stays taken until that came. */
  #abandon(pending: Pending, failure: Failure): void {
    if (pending.abandoned) return;
    pending.abandoned = true;
    this.#release(pending);
    pending.settle(failure);
  }

  #lost(end: ChannelEnd): SFTPError | undefined {
    this.#settleAll(channelEnded(end));
    return this.#end === closedByUs ? undefined : endError(this.#end!);
  }

  #finish(end: EndReason): void {
    this.#settleAll(end);
    this.#channel.destroy();
  }

  /** The terminal state comes first: whoever is told of it must meet it. */
  #settleAll(end: EndReason): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#silence.stop();
    for (const pending of this.#pending.values()) {
      this.#abandon(pending, new Failure(() => endError(end, subjectOf(pending))));
    }
    this.#pending.clear();
  }
}

/** A request as a packet in one part, or, with a large payload, in two, so that this is not copied. */
function encoded<N extends RequestName>(
  name: N,
  id: number,
  body: RequestBody<N>,
  names: NameCodec | undefined,
): Uint8Array[] {
  if (name === "write") {
    const { handle, offset, data } = body as RequestBody<"write">;
    if (data.length > COPY_LIMIT) return [writeHead(id, handle, offset, data.length), data];
  }
  return [encodeRequest(name, id, body, names)];
}

/** The reply with its payload copied out of borrowed memory; all else of a reply is copied when it is decoded. */
function withOwnPayload(reply: DecodedReply): DecodedReply {
  if (reply.name === "data") reply.body.data = new Uint8Array(reply.body.data);
  else if (reply.name === "extendedReply") reply.body.payload = new Uint8Array(reply.body.payload);
  return reply;
}

/** The body that a request was answered with; the error for a `Failure` is made here, where somebody awaits it. */
function bodyOf<R>(result: unknown): R {
  if (result instanceof Failure) throw result.error();
  return result as R;
}

function silenceError(pending: Pending): SFTPError {
  const words = `the server has been silent for ${pending.timeout / 1000} seconds`;
  return callError("ETIMEDOUT", words, subjectOf(pending));
}

/** Timers know no infinity; 0 stands for it. */
function finite(timeout: number): number {
  return Number.isFinite(timeout) ? timeout : 0;
}
