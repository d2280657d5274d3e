import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { channelPair, type Switch, Tree, WorldServer } from "@sftp/testing";
import { SFTPClient } from "../../src/client.ts";

/** What is transferred, and what a taken name holds before: longer, so that what is left of it shows. */
export const content = pattern(100_000, 7);
export const small = pattern(900, 3);
const old = pattern(130_000, 11);

/** Whether the name that is written is free before, or taken by another file. */
export type Name = "free" | "taken";

/** A client, the server that it talks to, and the directories in which a transfer takes place. */
export class Stage {
  readonly server: WorldServer;
  readonly name: Name;
  /** A local directory of this stage's own. */
  readonly local: string;
  /** The remote paths that an upload writes, with what they are to hold. */
  readonly expected = new Map<string, Buffer>();
  /** What the remote paths held before. */
  readonly before = new Map<string, Buffer>();
  sftp!: SFTPClient;
  readonly #channel;

  constructor(switches: readonly Switch[], name: Name) {
    const [ours, theirs] = channelPair();
    this.#channel = ours;
    this.name = name;
    this.local = mkdtempSync(join(tmpdir(), "sftp-world-"));
    this.server = new WorldServer(theirs, new Tree().directory("/d"), switches);
  }

  async connect(): Promise<void> {
    void this.server.run();
    this.sftp = await SFTPClient.fromChannel(this.#channel);
  }

  async end(): Promise<void> {
    await this.sftp.close();
    rmSync(this.local, { recursive: true, force: true });
  }

  /** A local file that is uploaded. */
  localSource(path = "source", bytes: Buffer = content): string {
    const whole = join(this.local, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, bytes);
    return whole;
  }

  /** A remote file that is downloaded, or copied. */
  remoteSource(path = "/d/source", bytes: Buffer = content): string {
    this.#make(path, bytes);
    return path;
  }

  /** A remote path that is written, and holds something before if its name is taken. */
  remoteTarget(path = "/d/f", bytes: Buffer = content, there: Buffer = old): string {
    this.expected.set(path, bytes);
    if (this.name === "taken") {
      this.#make(path, there);
      this.before.set(path, there);
    }
    return path;
  }

  /** A local path that is written, and holds something before if its name is taken. */
  localTarget(path = "target", there: Buffer = old): string {
    return this.name === "taken" ? this.localSource(path, there) : join(this.local, path);
  }

  readLocal(path: string): Buffer {
    return readFileSync(join(this.local, path));
  }

  #make(path: string, bytes: Buffer): void {
    const { tree } = this.server;
    for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1)) {
      const directory = path.slice(0, at);
      if (!tree.nodes.has(directory)) tree.directory(directory);
    }
    tree.file(path, bytes);
  }
}

function pattern(length: number, seed: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, at) => (at * seed + (at >> 8)) & 0xff));
}
