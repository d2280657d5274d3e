import type { Socket } from "node:net";

import { acceptRightGuesses, completeChannels, SSHConnection, SSHDuplex } from "@sftp/channel/ssh2";
import type { AuthContext, Connection as Ssh2Connection, ServerChannel, Session as Ssh2Session } from "ssh2";

import { delayOf } from "../../session/deadline.ts";
import { report } from "../../session/serverOptions.ts";
import { SFTPServer } from "../../session/sftpServer.ts";
import type { Peer } from "../addresses/peer.ts";
import { Login, type LoginOutcome } from "../login/login.ts";
import { restrictBackend } from "../login/restrictions.ts";
import { serveDefaults, type ServeOptions } from "../serveOptions.ts";

/** How long a client gets to end its side of a connection, in milliseconds. */
const FAREWELL = 1_000;

/** What a connection belongs to. */
export interface ConnectionContext {
  /** The client's identification string. */
  readonly ident: string;
  readonly peer: Peer;
  readonly options: ServeOptions;
  /** Called once the client is logged in. */
  readonly onReady: () => void;
  /** Called when the client has broken the rules of SSH. */
  readonly onBroken: (error: Error) => void;
  /** Called for every attempt to log in. */
  readonly onOutcome: (outcome: LoginOutcome) => void;
}

/** One SSH connection: a login, then sessions. Everything but SFTP is refused. */
export class Connection {
  readonly #ssh: Ssh2Connection;
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #login: Login;
  readonly #servers = new Set<SFTPServer>();
  #user: string | undefined;
  #sessions = 0;

  constructor(ssh: Ssh2Connection, socket: Socket, context: ConnectionContext) {
    this.#ssh = ssh;
    this.#socket = socket;
    this.#context = context;
    const { options, peer, onOutcome } = context;
    const { authenticate, loginAttempts: attempts = serveDefaults.loginAttempts } = options;
    this.#login = new Login(authenticate, { remoteAddress: peer.remoteAddress, attempts, onOutcome });
    SSHConnection.of(ssh, socket);
    completeChannels(ssh);
    acceptRightGuesses(ssh);
    this.#awaitLogin();
    ssh.on("session", (accept, reject) => this.#openSession(accept, reject));
    // Its sessions were told what broke the connection; here it only must not linger.
    ssh.on("error", (error: Error & { level?: unknown }) => {
      if (error.level !== "socket") context.onBroken(error);
      this.#endSoon();
    });
  }

  /** Whether the client has tried to log in. */
  get loginTried(): boolean {
    return this.#login.tried;
  }

  /** Lets the sessions finish for at most `graceMs`, then ends the connection. Resolves when the socket is closed. */
  async close(graceMs: number): Promise<void> {
    await Promise.all([...this.#servers].map((server) => server.close({ graceMs })));
    if (this.#socket.closed) return;
    const closed = new Promise<void>((resolve) => this.#socket.once("close", () => resolve()));
    this.#endSoon();
    await closed;
  }

  #awaitLogin(): void {
    const login = this.#login;
    this.#socket.once("close", () => login.leave());
    this.#ssh.on("authentication", async (context: AuthContext) => {
      try {
        if (await login.attempt(context)) this.#user = context.username;
      } catch (error) {
        report(this.#context.options.onError, error, { during: "login" });
      }
      if (login.exhausted) this.#endSoon();
    });
    this.#ssh.on("ready", () => {
      this.#context.onReady();
      this.#watchIdle();
    });
  }

  #openSession(accept: () => Ssh2Session, reject: () => void): void {
    const { sessionsPerConnection = serveDefaults.sessionsPerConnection } = this.#context.options;
    if (this.#sessions >= sessionsPerConnection) return reject();
    this.#sessions++;
    const session = accept();
    session.on("close", () => this.#sessions--);
    session.on(
      "subsystem",
      (
        start: () => ServerChannel | undefined,
        refuse: (() => void) | undefined,
        { name }: { name: string },
      ) => {
        const channel = name === "sftp" ? start() : undefined;
        if (channel) this.#serve(channel);
        else refuse?.();
      },
    );
  }

  #serve(channel: ServerChannel): void {
    const { options, peer, ident } = this.#context;
    const { restrictions } = this.#login;
    const duplex = new SSHDuplex(channel, this.#ssh, { exitStatus: 0 });
    const server = new SFTPServer(duplex, {
      ...options,
      backend: restrictBackend(options.backend, restrictions),
      startDirectory: restrictions?.startDirectory ?? options.startDirectory,
      session: { user: this.#user, remoteAddress: peer.remoteAddress, clientIdent: ident },
    });
    this.#servers.add(server);
    void server.closed.then(() => this.#servers.delete(server));
  }

  /** Ends the connection when none of its sessions has done anything for so long. */
  #watchIdle(): void {
    const { idleTimeout } = this.#context.options;
    if (idleTimeout === undefined) return;
    const loggedIn = Date.now();
    const timer = setInterval(
      () => {
        const last = Math.max(loggedIn, ...[...this.#servers].map((server) => server.lastActive));
        if (Date.now() - last >= idleTimeout) this.#endSoon();
      },
      delayOf(idleTimeout / 4),
    );
    this.#socket.once("close", () => clearInterval(timer));
  }

  #endSoon(): void {
    this.#ssh.end();
    setTimeout(() => this.#socket.destroy(), FAREWELL).unref();
  }
}
