import { SFTPClient, SFTPFile } from "@sftp/client";
import { localDisk } from "../environment/environment.ts";
import { FrameType, handleOf, idOf } from "../network/frames.ts";
import type { FrameFilter } from "../network/wire.ts";

/**
 * Faults that the first edition had, put back from outside, so that it can be shown that a simulation finds each: what a
 * program does that has the fault, at the seams that it has anyway.
 */
export interface OldFault {
  /** Puts it back, for all worlds of this process. */
  install?(): void;
  /** Puts it back on the wire of a client. */
  filter?(): FrameFilter;
}

/** The faults by name. */
export const oldFaults: Readonly<Record<string, OldFault>> = {
  /** Memory goes back to its pool although a WRITE that timed out still waits to be sent from it. */
  "early-release": {
    install() {
      localDisk.releasesEarly = true;
    },
  },
  /** Every third CLOSE is never sent. */
  "dropped-close": { filter: () => new DroppedClose() },
  /** The position of a file advances although its WRITE was refused. */
  "advancing-position": {
    install() {
      const { write } = SFTPFile.prototype;
      SFTPFile.prototype.write = async function (data, options) {
        try {
          await write.call(this, data, options);
        } catch (error) {
          await this.seek((data as Uint8Array).length, 1).catch(() => {});
          throw error;
        }
      };
    },
  },
  /** A STAT that is refused after an upload counts as a failed upload, whose file is removed. */
  "stat-deletes": {
    install() {
      const { put } = SFTPClient.prototype;
      SFTPClient.prototype.put = async function (
        this: SFTPClient,
        local: string,
        remote: string,
        options?: object,
      ) {
        const result = await put.call(this, local, remote, options as never);
        if ((options as { recursive?: boolean } | undefined)?.recursive) return result as never;
        try {
          await this.stat(remote);
        } catch (error) {
          await this.remove(remote);
          throw error;
        }
        return result as never;
      } as typeof put;
    },
  },
  /** A handle that the server gives out twice is not noticed. */
  "shared-handle": { filter: () => new UnnoticedHandles() },
};

/** Answers some CLOSE requests itself. */
class DroppedClose implements FrameFilter {
  #count = 0;
  readonly #answers: Buffer[] = [];
  #send: (frame: Buffer) => void = () => {};

  attach(send: (frame: Buffer) => void): void {
    this.#send = send;
  }

  request(frame: Buffer): Buffer[] {
    if (frame[0] !== FrameType.CLOSE || ++this.#count % 3 !== 0) return [frame];
    const answer = Buffer.alloc(1 + 4 + 4 + 4 + 4);
    answer[0] = FrameType.STATUS;
    answer.writeUInt32BE(idOf(frame), 1);
    this.#answers.push(answer);
    setImmediate(() => this.#send(this.#answers.shift()!));
    return [];
  }
}

/** Gives a handle that is open already another name, so that the client cannot see that it is the same. */
class UnnoticedHandles implements FrameFilter {
  /** Handles as the server has them, by the name that the client knows. */
  readonly #open = new Map<string, Buffer>();
  #made = 0;

  request(frame: Buffer): Buffer[] {
    const handle = handleOf(frame);
    if (handle === undefined) return [frame];
    const known = handle.toString("hex");
    handle.set(this.#open.get(known) ?? handle);
    if (frame[0] === FrameType.CLOSE) this.#open.delete(known);
    return [frame];
  }

  reply(frame: Buffer): Buffer[] {
    if (frame[0] !== FrameType.HANDLE) return [frame];
    const handle = handleOf(frame)!;
    const actual = Buffer.from(handle);
    if (this.#open.has(actual.toString("hex"))) handle.writeUInt32BE(++this.#made, 0);
    this.#open.set(handle.toString("hex"), actual);
    return [frame];
  }
}
