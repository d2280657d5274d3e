import type { RemoteHandle } from "../../remote/remoteHandle.ts";
import type { ChannelPool } from "../../session/channelPool.ts";
import type { ClientContext } from "../../session/clientContext.ts";
import type { OperationOptions } from "../../session/operation.ts";

/** Throughput is measured over so many round trips, and over so many milliseconds at least. */
const ROUND_TRIPS = 3;
const LEAST = 100;

/**
 * Whether a channel's window is what holds a transfer back: it is if in one round trip about as much comes back as may be
 * on its way.
 */
export class Bottleneck {
  readonly #window: number;
  /** The shortest time that a request took, in milliseconds. */
  #roundTrip = Number.POSITIVE_INFINITY;
  /** What came back, and since when. */
  #bytes = 0;
  #since: number | undefined;

  /** @param window how much may be on its way, in bytes */
  constructor(window: number) {
    this.#window = window;
  }

  /**
   * A request for so many bytes was answered; times are in milliseconds of any clock.
   *
   * @returns whether the transfer is found to be held back
   */
  answered(bytes: number, sent: number, now: number): boolean {
    this.#roundTrip = Math.min(this.#roundTrip, now - sent);
    this.#since ??= sent;
    this.#bytes += bytes;
    const elapsed = now - this.#since;
    if (elapsed < Math.max(ROUND_TRIPS * this.#roundTrip, LEAST)) return false;
    const inRoundTrip = (this.#bytes / elapsed) * this.#roundTrip;
    this.#bytes = 0;
    this.#since = now;
    return inRoundTrip >= this.#window / 2;
  }
}

/** Opening channels takes some round trips: only with so many windows left to transfer is it begun. */
const WORTH_WINDOWS = 8;

/** Whether with so many bytes left to transfer further channels can still be of use. */
export function isWorthStriping(bytes: number, window: number): boolean {
  return bytes >= WORTH_WINDOWS * window;
}

/** What further channels are opened for. */
export interface StripesOptions {
  readonly channelPool: ChannelPool<ClientContext>;
  /** How much one channel lets be on its way, in bytes. */
  readonly window: number;
  /** How many bytes are transferred in all. */
  readonly size: number;
  /** Opens the same file in another session. @throws unless it is certain to be the same */
  open(context: ClientContext): Promise<RemoteHandle>;
}

/** The file as it is open on one channel. */
interface Stripe<E> {
  readonly end: E;
  /** Bytes on their way. */
  bytes: number;
}

/**
 * A remote file that is spread over several channels once one is found to hold the transfer back. Each call goes where
 * the fewest bytes are on their way. What fails on a further channel is done again on another, and that channel is not
 * used any more; only what fails on the first one fails.
 *
 * @typeParam E what the file is on the first channel
 */
export abstract class Stripes<E> {
  protected readonly options: StripesOptions;
  readonly #first: Stripe<E>;
  readonly #further = new Set<Stripe<RemoteHandle>>();
  /** The file as it is open on the further channels that failed. */
  readonly #dropped = new Set<RemoteHandle>();
  readonly #bottleneck: Bottleneck;
  #left: number;
  #release: (() => void) | undefined;
  #isClosed = false;

  constructor(first: E, options: StripesOptions) {
    this.options = options;
    this.#first = { end: first, bytes: 0 };
    this.#bottleneck = new Bottleneck(options.window);
    this.#left = options.size;
  }

  /**
   * Closes the file on every further channel that it was opened on, also on those that failed, and returns the channels
   * to the pool.
   *
   * @throws SFTPError if a CLOSE fails: what was written there may be lost
   */
  close(options: OperationOptions = {}): Promise<void> {
    return this.#leave((end) => this.closeFurther(end, options));
  }

  /** As `close`, after a failure: a channel that failed is closed itself, so that no CLOSE is waited for there. */
  abandon(options: OperationOptions): Promise<void> {
    return this.#leave((end) => (this.#dropped.has(end) ? end.context.session.close() : end.close(options)));
  }

  /** Closes the file on one further channel. */
  protected closeFurther(end: RemoteHandle, options: OperationOptions): Promise<void> {
    return end.close(options);
  }

  /** The file as it is open on the first channel. */
  protected get first(): E {
    return this.#first.end;
  }

  /** Does what concerns so many bytes on the channel that is the freest. */
  protected async onStripe<T>(
    bytes: number,
    signal: AbortSignal,
    work: (end: E | RemoteHandle) => Promise<T>,
  ): Promise<T> {
    const lane = this.#freest();
    lane.bytes += bytes;
    const sent = performance.now();
    try {
      const result = await work(lane.end);
      this.#answered(bytes, sent);
      return result;
    } catch (error) {
      if (lane === this.#first || signal.aborted) throw error;
      this.#drop(lane as Stripe<RemoteHandle>);
    } finally {
      lane.bytes -= bytes;
    }
    return this.onStripe(bytes, signal, work);
  }

  #freest(): Stripe<E | RemoteHandle> {
    let freest: Stripe<E | RemoteHandle> = this.#first;
    for (const lane of this.#further) {
      if (lane.bytes < freest.bytes) freest = lane;
    }
    return freest;
  }

  #answered(bytes: number, sent: number): void {
    this.#left -= bytes;
    const { channelPool, window } = this.options;
    if (this.#release !== undefined || !isWorthStriping(this.#left, window)) return;
    if (!this.#bottleneck.answered(bytes, sent, performance.now())) return;
    this.#release = channelPool.acquire((context) => void this.#join(context));
  }

  async #join(context: ClientContext): Promise<void> {
    let end: RemoteHandle;
    try {
      end = await this.options.open(context);
    } catch {
      // It goes on with the channels that it has.
      return;
    }
    const lane = { end, bytes: 0 };
    if (this.#isClosed) this.#drop(lane);
    else this.#further.add(lane);
  }

  /** What was sent on a channel may arrive until its CLOSE is answered, so that is sent at once. */
  #drop(lane: Stripe<RemoteHandle>): void {
    const { end } = lane;
    this.#further.delete(lane);
    this.#dropped.add(end);
    end.close({ timeout: end.timeout ?? end.context.session.inactivityTimeout }).catch(() => {});
  }

  async #leave(close: (end: RemoteHandle) => Promise<void>): Promise<void> {
    this.#isClosed = true;
    const ends = [...Array.from(this.#further, ({ end }) => end), ...this.#dropped];
    try {
      await Promise.all(ends.map(close));
    } finally {
      this.#release?.();
    }
  }
}
