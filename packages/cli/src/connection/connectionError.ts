/** No session came about: the host, the host key, the login, or SFTP itself was refused. */
export class ConnectionError extends Error {
  /** The server, as the user named it. */
  readonly server: string;
  /** The path that was asked for there. */
  readonly path: string;
  readonly hostKeyRefused: boolean;

  constructor(server: string, path: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(message, { cause });
    this.server = server;
    this.path = path;
    this.hostKeyRefused = code === "ERR_SFTP_HOST_KEY";
  }
}
