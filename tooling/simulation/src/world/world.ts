import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { escaped, localDisk, time } from "../environment/environment.ts";
import { seedBytes } from "../environment/seededBytes.ts";
import { SFTPClient } from "@sftp/client";
import { fromTransport } from "@sftp/client/ssh2";
import type { Duplex } from "node:stream";
import { Link } from "../network/link.ts";
import { FilteredChannel } from "../network/wire.ts";
import type { OldFault } from "../run/oldFaults.ts";
import { SimulatedConnection } from "../network/sshConnection.ts";
import { SharedBlocks, SHARED } from "../operations/shared.ts";
import { DIRECTORIES, isApplicable, perform, prepare } from "../operations/operations.ts";
import { SimulatedServer } from "../server/simulatedServer.ts";
import { openStore } from "../server/store.ts";
import { WriteCheck } from "../checks/writeCheck.ts";
import type { Actor, Failure } from "./actor.ts";
import type { ClientPlan, WorldPlan } from "./plan.ts";
import { stream } from "./streams.ts";

/** Virtual milliseconds in which every operation has to settle, and then everything that was left behind. */
const MOST = 900_000;
const REST = 200_000;

/** What a world came to. */
export interface Outcome {
  /** What was wrong, each with the row that it violates in front; none is the aim. */
  readonly violations: readonly string[];
  /** What each operation came to, for whoever reads a replay. */
  readonly log: readonly string[];
  /** Requests that the servers got. */
  readonly requests: number;
  /** How far virtual time got, in milliseconds. */
  readonly milliseconds: number;
}

let oldFault: OldFault | undefined;

/** Puts a fault back in all worlds of this process from now on. */
export function withOldFault(fault: OldFault): void {
  fault.install?.();
  oldFault = fault;
}

/** Runs a world from its beginning until nothing moves any more, and checks it. */
export async function runWorld(plan: WorldPlan): Promise<Outcome> {
  time.reset();
  localDisk.reset();
  escaped.length = 0;
  seedBytes(plan.seed);
  const directory = fs.mkdtempSync(join(tmpdir(), "sftp-world-"));
  try {
    return await new World(plan, directory).run();
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

class World {
  readonly #plan: WorldPlan;
  readonly #violations: string[] = [];
  readonly #log: string[] = [];
  readonly #checks: (() => void)[] = [];
  readonly #servers: SimulatedServer[] = [];
  readonly #local: string;
  readonly #store;
  readonly #blocks = new SharedBlocks();
  readonly #writes = new WriteCheck((violation) => this.#violations.push(violation));

  constructor(plan: WorldPlan, directory: string) {
    this.#plan = plan;
    this.#local = join(directory, "local");
    const root = join(directory, "root");
    for (const path of [this.#local, root]) fs.mkdirSync(path);
    this.#store = openStore(plan.server, root);
  }

  async run(): Promise<Outcome> {
    const circumstance = this.#plan.server.quirks.sameHandle ? ", with one handle for several files" : "";
    const report = (violation: string): void => void this.#violations.push(violation + circumstance);
    for (const path of DIRECTORIES) this.#store.makeDirectory(path);
    this.#store.write(SHARED, SharedBlocks.initial());
    const disk = stream(this.#plan.seed, "local disk");
    localDisk.before = async () => {
      const wait = disk.below(3);
      if (wait > 0) await time.sleep(wait);
    };
    const server = this.#serve(this.#plan);
    const clients = this.#plan.clients.map(
      (client, index) => new Client(this.#plan.seed, index, client, server),
    );
    const work = clients.flatMap((client) => this.#workOf(client, report));
    let settled = false;
    void Promise.all(work.map((start) => start())).then(() => (settled = true));
    const end = await time.drive(() => settled, MOST);
    if (end !== "done") report(`C-1: operations have not settled, time is ${time.now} ms (${end})`);
    await this.#close(clients, report);
    for (const check of this.#checks) check();
    this.#blocks.check(this.#store.read(SHARED), report);
    for (const each of escaped) report(`C-3: ${each}`);
    return {
      violations: this.#violations,
      log: this.#log,
      requests: this.#servers.reduce(
        (sum, { sessions }) => sum + sessions.reduce((all, { replies }) => all + replies.requests, 0),
        0,
      ),
      milliseconds: time.now,
    };
  }

  #serve({ seed, server }: Pick<WorldPlan, "seed" | "server">): SimulatedServer {
    const report = (violation: string): void => void this.#violations.push(violation);
    const made = new SimulatedServer(seed, server, { store: this.#store, writes: this.#writes, report });
    this.#servers.push(made);
    return made;
  }

  /** What a client does, as so many workers as run at once. */
  #workOf(client: Client, report: (violation: string) => void): (() => Promise<void>)[] {
    const queue = client.plan.operations
      .map((operation, index) => ({
        operation,
        actor: this.#actor(client, `${client.index}-${index}`, report),
      }))
      .filter(({ operation }) => isApplicable(operation, this.#plan.server));
    for (const { operation, actor } of queue) prepare(operation, actor);
    return Array.from({ length: client.plan.concurrency }, () => async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        if (client.isDead) return;
        const { operation, actor } = next;
        const failure = await perform(operation, actor, this.#blocks);
        this.#log.push(`${Math.round(time.now)} ms: ${actor.name} ${operation.kind}: ${outcome(failure)}`);
        if (failure !== undefined) checkError(failure, actor.name, report);
      }
    });
  }

  #actor(client: Client, name: string, report: (violation: string) => void): Actor {
    return {
      name,
      plan: client.plan,
      server: this.#plan.server,
      store: this.#store,
      local: this.#local,
      connect: () => client.connect(),
      plainServer: () => {
        const { storage, delay } = this.#plan.server;
        const server = this.#serve({
          seed: this.#plan.seed,
          server: { storage, delay, quirks: {}, faults: [] },
        });
        const link = new Link({ ...client.plan.link, faults: [] }, stream(this.#plan.seed, "plain", name));
        server.accept(link);
        return { server, channel: link.client };
      },
      report,
      expectWrites: (path, content) => this.#writes.expect(path, content),
      atEnd: (check) => this.#checks.push(check),
      get wasCut() {
        return client.wasCut;
      },
    };
  }

  /** Lets what was given up come to its end, and checks that nothing is open any more at connections that were never lost. */
  async #rest(report: (violation: string) => void): Promise<void> {
    let rested = false;
    setTimeout(() => (rested = true), REST);
    await time.drive(() => rested, time.now + REST);
    if (this.#plan.server.quirks.sameHandle) return;
    for (const { link, replies } of this.#servers.flatMap(({ sessions }) => sessions)) {
      if (!link.wasCut && replies.openHandles > 0)
        report(`C-6: ${replies.openHandles} handles were never closed`);
    }
  }

  /** Closes every client, waits until every session is over, and checks that nothing is left of them. */
  async #close(clients: readonly Client[], report: (violation: string) => void): Promise<void> {
    await this.#rest(report);
    const closings: Promise<unknown>[] = clients
      .filter(({ isDead }) => !isDead)
      .map((client) => client.close());
    let closed = false;
    void Promise.all(closings)
      .then(() =>
        Promise.all(this.#servers.flatMap(({ sessions }) => sessions.map((session) => session.closed))),
      )
      .then(() => (closed = true));
    const end = await time.drive(() => closed, time.now + REST);
    if (end !== "done") report(`S-8: sessions have not ended after ${REST / 1000} s (${end})`);
    await time.drive(() => time.waiting === 0, time.now + REST);
    if (time.waiting > 0) report(`C-2: ${time.waiting} timers are left`);
    for (const path of localDisk.open) report(`C-6: a local file is still open: ${path}`);
    for (const { ledger } of this.#servers) {
      const { opened, closed: ended, closedAgain, sessionsStarted, sessionsEnded } = ledger;
      if (opened !== ended) report(`S-8: ${opened} files were opened at the server, ${ended} closed`);
      if (closedAgain > 0) report(`S-8: ${closedAgain} files were closed twice`);
      if (sessionsStarted !== sessionsEnded)
        report(`S-8: ${sessionsStarted} sessions began, ${sessionsEnded} ended`);
    }
  }
}

/** A client of a world: its sessions, one after another, and its death. */
class Client {
  readonly index: number;
  readonly plan: ClientPlan;
  isDead = false;
  readonly #seed: number;
  readonly #server: SimulatedServer;
  readonly #links: Link[] = [];
  #client: Promise<SFTPClient> | undefined;
  readonly #made: SFTPClient[] = [];

  constructor(seed: number, index: number, plan: ClientPlan, server: SimulatedServer) {
    this.#seed = seed;
    this.index = index;
    this.plan = plan;
    this.#server = server;
    if (plan.crash !== undefined) setTimeout(() => this.#die(), plan.crash);
  }

  get wasCut(): boolean {
    return this.isDead || this.#links.some((link) => link.wasCut);
  }

  /** The session; a new one if that before has ended. */
  connect(): Promise<SFTPClient> {
    this.#client ??= this.#start();
    return this.#client;
  }

  async close(): Promise<void> {
    await Promise.all(this.#made.map((client) => client.close()));
  }

  async #start(): Promise<SFTPClient> {
    const { ssh, timeout, maxPacketSize } = this.plan;
    const options = { timeout, ...(maxPacketSize !== undefined && { maxPacketSize }) };
    try {
      const client = await (ssh
        ? fromTransport(new SimulatedConnection(() => this.#link()) as never, {
            ...options,
            windowSize: ssh.window,
          })
        : SFTPClient.fromChannel(throughOldFault(this.#link().client), options));
      this.#made.push(client);
      void client.closed.then(() => (this.#client = undefined));
      return client;
    } catch (error) {
      this.#client = undefined;
      throw error;
    }
  }

  #link(): Link {
    // Faults are the first connection's: who connects again finds a better network.
    const faults = this.#links.length === 0 ? this.plan.link.faults : [];
    const random = stream(this.#seed, "network", this.index, this.#links.length);
    const link = new Link({ ...this.plan.link, faults }, random);
    this.#links.push(link);
    this.#server.accept(link);
    return link;
  }

  #die(): void {
    this.isDead = true;
    for (const link of this.#links) link.cut("cut");
  }
}

/** The client's end of a link, with an old fault in front of it if there is one. */
function throughOldFault(end: Duplex): Duplex {
  const filter = oldFault?.filter?.();
  return filter ? new FilteredChannel(end, "client", [filter]) : end;
}

function outcome(failure: Failure | undefined): string {
  return failure === undefined ? "done" : `${failure.code ?? failure.name}: ${failure.message}`;
}

/** An error has a code, and is not a fault of the program. */
function checkError(failure: Failure, name: string, report: (violation: string) => void): void {
  const isOurs =
    failure instanceof TypeError || failure instanceof ReferenceError || failure instanceof RangeError;
  if (isOurs || !failure.code)
    report(`C-3: ${name} rejects with ${failure.name}: ${(failure as Error).stack}`);
}
