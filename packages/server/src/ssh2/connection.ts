import type { Socket } from "node:net";

import { SSHConnection, SSHDuplex } from "@sftp/channel/ssh2";
import type { AuthContext, Connection as Ssh2Connection, ServerChannel, Session as Ssh2Session } from "ssh2";

import { report } from "../session/serverOptions.ts";
import { SFTPServer } from "../session/sftpServer.ts";
import { Login } from "./login.ts";
import { serveDefaults, type ServeOptions } from "./serveOptions.ts";

/** How long a peer gets to take leave, in milliseconds. */
const FAREWELL = 1_000;

/** One SSH connection: a login, then sessions. Everything but SFTP is refused. */
export class Connection {
  readonly #ssh: Ssh2Connection;
  readonly #socket: Socket;
  readonly #ident: string;
  readonly #options: ServeOptions;
  readonly #servers = new Set<SFTPServer>();
  #user: string | undefined;
  #sessions = 0;

  /** @param onLogin called once the login has succeeded */
  constructor(
    ssh: Ssh2Connection,
    socket: Socket,
    ident: string,
    options: ServeOptions,
    onLogin: () => void,
  ) {
    this.#ssh = ssh;
    this.#socket = socket;
    this.#ident = ident;
    this.#options = options;
    SSHConnection.of(ssh, socket);
    this.#awaitLogin(onLogin);
    ssh.on("session", (accept, reject) => this.#openSession(accept, reject));
    // Its sessions were told what broke the connection; here it only must not linger.
    ssh.on("error", () => this.#endSoon());
  }

  /** Lets the sessions finish for at most `graceMs`, then ends the connection. Resolves when the socket is closed. */
  async close(graceMs: number): Promise<void> {
    await Promise.all([...this.#servers].map((server) => server.close({ graceMs })));
    if (this.#socket.closed) return;
    const closed = new Promise<void>((resolve) => this.#socket.once("close", () => resolve()));
    this.#endSoon();
    await closed;
  }

  #awaitLogin(onLogin: () => void): void {
    const { authenticate, loginAttempts = serveDefaults.loginAttempts, onError } = this.#options;
    const login = new Login(authenticate, this.#socket.remoteAddress, loginAttempts);
    this.#socket.once("close", () => login.leave());
    this.#ssh.on("authentication", async (context: AuthContext) => {
      try {
        if (await login.attempt(context)) this.#user = context.username;
      } catch (error) {
        report(onError, error, { during: "login" });
      }
      if (login.exhausted) this.#endSoon();
    });
    this.#ssh.on("ready", () => {
      onLogin();
      this.#watchIdle();
    });
  }

  #openSession(accept: () => Ssh2Session, reject: () => void): void {
    const { sessionsPerConnection = serveDefaults.sessionsPerConnection } = this.#options;
    if (this.#sessions >= sessionsPerConnection) return reject();
    this.#sessions++;
    const session = accept();
    session.on("close", () => this.#sessions--);
    session.on(
      "subsystem",
      (start: () => ServerChannel, refuse: (() => void) | undefined, { name }: { name: string }) => {
        if (name === "sftp") this.#serve(start());
        else refuse?.();
      },
    );
  }

  #serve(channel: ServerChannel): void {
    const duplex = new SSHDuplex(channel, this.#ssh, { exitStatus: 0 });
    const server = new SFTPServer(duplex, {
      ...this.#options,
      session: { user: this.#user, remoteAddress: this.#socket.remoteAddress, clientIdent: this.#ident },
    });
    this.#servers.add(server);
    void server.closed.then(() => this.#servers.delete(server));
  }

  /** Ends the connection when none of its sessions has done anything for so long. */
  #watchIdle(): void {
    const { idleTimeout } = this.#options;
    if (idleTimeout === undefined) return;
    const loggedIn = Date.now();
    const timer = setInterval(() => {
      const last = Math.max(loggedIn, ...[...this.#servers].map((server) => server.lastActive));
      if (Date.now() - last >= idleTimeout) this.#endSoon();
    }, idleTimeout / 4);
    this.#socket.once("close", () => clearInterval(timer));
  }

  #endSoon(): void {
    this.#ssh.end();
    setTimeout(() => this.#socket.destroy(), FAREWELL).unref();
  }
}
