import { any, callback, type Check, listOf, number, of, oneOf, string } from "../arguments/checks.ts";
import { type ChecksOf, clientOptions } from "../arguments/optionChecks.ts";
import { isOptionBag, options } from "../arguments/options.ts";
import { checkHostName } from "./hostKeys/hostPattern.ts";
import type { ConnectOptions, ServerOptions } from "./connectOptions.ts";
import type { TransportOptions } from "./fromTransport.ts";

const words = any("a string or an array of strings", string, listOf(string));
const key = of(
  "a key as a string or a Buffer",
  (value) => typeof value === "string" || value instanceof Uint8Array,
);
const stream = of("a Duplex", (value) => typeof value === "object" && value !== null && "pipe" in value);

const server: ChecksOf<ServerOptions> = {
  host: checkHostName,
  port: number(1, 65_535),
  username: string,
  knownHosts: words,
  hostKey: words,
  password: string,
  privateKey: any("a key, or an array of keys", key, listOf(key)),
  identity: words,
  passphrase: any("a string or a function", string, callback),
  agent: string,
  onPrompt: callback,
  onUnknownHost: callback,
  ssh: of("an object with options of ssh2", isOptionBag),
};

const jumpHost: Check = (value, name) => {
  if (typeof value !== "string") options(server)(value, name);
};

const transport: ChecksOf<TransportOptions> = {
  ...clientOptions,
  windowSize: number(1),
  channels: number(1),
};

const connect: ChecksOf<ConnectOptions> = {
  ...transport,
  ...server,
  jump: (value, name) => (Array.isArray(value) ? listOf(jumpHost) : jumpHost)(value, name),
  config: any("true, false or a path", oneOf(true, false), string),
  socket: stream,
};

/** Checks the options of `connect`: before a socket is opened. */
export const checkConnectOptions: Check = options(connect);
