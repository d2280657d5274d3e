import type fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localDisk, systemCalls, time } from "../environment/environment.ts";
import { seedBytes } from "../environment/seededBytes.ts";
import { SFTPClient } from "@sftp/client";
import { FsBackend, type FsBackendOptions } from "@sftp/fs-backend";
import { SFTPServer } from "@sftp/server";
import { Random } from "@sftp/testing";
import { ReplyCheck } from "../checks/replyCheck.ts";
import { FrameType, idOf } from "../network/frames.ts";
import { Link } from "../network/link.ts";
import { FilteredChannel, type FrameFilter } from "../network/wire.ts";

/** The calls of `node:fs` as they are, for those who look at what a server did. */
export const disk: typeof fs = systemCalls.real;

/** Where a step is taken: on the wire, on the client's disk, or on the server's. */
export type Site = "request" | "reply" | "local" | "server";

/** One step of an operation. */
export interface Step {
  readonly site: Site;
  readonly name: string;
}

/** What happens at a step. */
export type Mishap =
  /** A request is refused, a system call fails. */
  | "FAILURE"
  | "PERMISSION_DENIED"
  | "EIO"
  | "EACCES"
  /** A request is never answered. */
  | "hang"
  /** The operation is aborted. */
  | "abort"
  /** The connection is lost. */
  | "cut"
  | "abort and cut";

/** A mishap at the step of this number, counted at its site. */
export interface Planned {
  readonly site: Site;
  readonly at: number;
  readonly mishap: Mishap;
}

const STATUS: Readonly<Partial<Record<Mishap, number>>> = { FAILURE: 4, PERMISSION_DENIED: 3 };

/** SETSTAT and FSETSTAT. */
const SETTING = new Set([9, 10]);

/** Milliseconds of silence after which requests fail. */
const TIMEOUT = 5_000;

/** One client, one server on a disk, and the connection between them: what one operation is tried on. */
export class Stage {
  readonly root: string;
  readonly local: string;
  readonly controller = new AbortController();
  readonly steps: Step[] = [];
  readonly violations: string[] = [];
  readonly link = new Link({ latency: 1, jitter: 0, chunk: 65_536, faults: [] }, new Random(1));
  readonly replies = new ReplyCheck("the session", (violation) => this.violations.push(violation));
  client!: SFTPClient;
  server!: SFTPServer;
  /** Whether a request to set attributes was refused. */
  refusedAttributes = false;
  /** Whether steps are counted and mishaps happen. */
  isOn = false;
  readonly #planned: Planned | undefined;
  readonly #counts = { request: 0, reply: 0, local: 0, server: 0 };
  readonly #directory: string;

  constructor(planned?: Planned) {
    time.reset();
    localDisk.reset();
    seedBytes(1);
    this.#planned = planned;
    this.#directory = disk.mkdtempSync(join(tmpdir(), "sftp-steps-"));
    this.root = join(this.#directory, "root");
    this.local = join(this.#directory, "local");
    for (const path of [this.root, this.local]) disk.mkdirSync(path);
  }

  /** Opens the session. */
  async open(backend: FsBackendOptions = {}): Promise<void> {
    localDisk.before = async ({ name, path }) =>
      this.#taken({ site: "local", name: `${name} ${this.#short(path)}` });
    localDisk.beforeServerSync = async (path) =>
      this.#taken({ site: "server", name: `fsync ${this.#short(path)}` });
    const channel = new FilteredChannel(this.link.server, "server", [this.replies, this.#filter()]);
    this.server = new SFTPServer(channel, {
      backend: () => new FsBackend({ root: this.root, ...backend }),
      onError: () => {},
    });
    this.client = await SFTPClient.fromChannel(this.link.client, { timeout: TIMEOUT, maxPacketSize: 32_768 });
    systemCalls.before = ({ name, path }) => {
      if (path.startsWith(this.#directory))
        this.#taken({ site: "server", name: `${name} ${this.#short(path)}` });
    };
  }

  /** Removes what it made on the disk. */
  remove(): void {
    systemCalls.before = undefined;
    disk.rmSync(this.#directory, { recursive: true, force: true });
  }

  /** The content of a file of the server, or of the client. */
  read(side: "remote" | "local", path: string): Buffer | undefined {
    const full = join(side === "remote" ? this.root : this.local, path);
    return disk.existsSync(full) ? disk.readFileSync(full) : undefined;
  }

  write(side: "remote" | "local", path: string, content: Buffer | string): void {
    disk.writeFileSync(join(side === "remote" ? this.root : this.local, path), content);
  }

  list(side: "remote" | "local"): string[] {
    return disk.readdirSync(side === "remote" ? this.root : this.local).toSorted();
  }

  #filter(): FrameFilter {
    let send!: (frame: Buffer) => void;
    /** Requests whose replies do not reach the client. */
    const unheard = new Set<number>();
    return {
      attach(way) {
        send = way;
      },
      request: (frame) => {
        if (frame[0] === FrameType.INIT) return [frame];
        const mishap = this.#happening({ site: "request", name: requestName(frame) });
        const status = mishap && STATUS[mishap];
        if (status !== undefined) send(statusReply(frame, status));
        if (status !== undefined && SETTING.has(frame[0]!)) this.refusedAttributes = true;
        if (status === undefined && mishap !== "hang") return [frame];
        // A CLOSE that fails, or whose reply is lost, has closed all the same.
        if (frame[0] !== FrameType.CLOSE) return [];
        unheard.add(idOf(frame));
        return [frame];
      },
      reply: (frame) => {
        if (frame[0] === FrameType.VERSION) return [frame];
        if (unheard.delete(idOf(frame))) return [];
        this.#happening({ site: "reply", name: `type ${frame[0]}` });
        return [frame];
      },
    };
  }

  /** A system call is about to be made. @throws its error, if it is to fail */
  #taken(step: Step): void {
    const mishap = this.#happening(step);
    if (mishap === "EIO" || mishap === "EACCES") {
      throw Object.assign(new Error(`${mishap}: simulated, ${step.name}`), { code: mishap });
    }
  }

  /** Counts a step; what happens at it, if something does. */
  #happening(step: Step): Mishap | undefined {
    if (!this.isOn) return undefined;
    this.steps.push(step);
    const nth = this.#counts[step.site]++;
    if (this.#planned?.site !== step.site || this.#planned.at !== nth) return undefined;
    const { mishap } = this.#planned;
    if (mishap === "abort" || mishap === "abort and cut") this.controller.abort();
    if (mishap === "cut" || mishap === "abort and cut") this.link.cut("cut");
    return mishap;
  }

  #short(path: string): string {
    return path.replace(this.#directory, "").replace(/[0-9a-f]{32}/, "RANDOM");
  }
}

function requestName(frame: Buffer): string {
  const type = frame[0]!;
  if (type === FrameType.EXTENDED) return frame.toString("latin1", 9, 9 + frame.readUInt32BE(5));
  const [name = `type ${type}`] = Object.entries(FrameType).find(([, number]) => number === type) ?? [];
  return name;
}

function statusReply(frame: Buffer, code: number): Buffer {
  const reply = Buffer.alloc(1 + 4 + 4 + 4 + 4);
  reply[0] = FrameType.STATUS;
  reply.writeUInt32BE(idOf(frame), 1);
  reply.writeUInt32BE(code, 5);
  return reply;
}
