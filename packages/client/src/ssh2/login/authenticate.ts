import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import {
  hasPostQuantum,
  offerPostQuantum,
  SSHConnection,
  splitKeyExchanges,
  warnOfClassicKeyExchange,
} from "@sftp/channel/ssh2";
import ssh2, { type Client, type ConnectConfig } from "ssh2";
import { list } from "../inHome.ts";
import type { OperationOptions } from "../../session/operation.ts";
import { attempt, type Step } from "../attempt.ts";
import type { HostKeyPolicy } from "../hostKeys/hostKeyPolicy.ts";
import type { Login } from "./loginKeys.ts";
import { LoginAttempts } from "./loginAttempts.ts";

/** Servers take `ssh2js` for a client that has the arguments of SYMLINK in the order of the draft; this one has OpenSSH's. */
const IDENT = "SFTPClient";

/** The signature algorithms that are accepted for each type of host key; `ssh-rsa` itself signs with SHA-1. */
const SIGNATURES: Readonly<Record<string, readonly string[]>> = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256"],
};

/** Accepted only if the caller's own options or ssh_config ask for it. */
const NOT_BY_DEFAULT = "ssh-rsa";

/** One server of a route: how to know that it is the right one, and how to log in there. */
export interface Authentication extends OperationOptions {
  /** The server as errors name it. */
  readonly title: string;
  readonly policy: HostKeyPolicy;
  readonly login: Login;
  /** What else ssh2 is told. */
  readonly ssh: Readonly<Record<string, unknown>>;
}

/** Makes an SSH connection of a stream that leads to a server, and logs in; the stream is cut if that fails. */
export async function authenticate(socket: Duplex, authentication: Authentication): Promise<Client> {
  const { title, policy, login } = authentication;
  const connection = new ssh2.Client();
  const watch = SSHConnection.of(connection, socket);
  const ready = attempt<Client>(`no SSH session with ${title}`, authentication, (step) => {
    const { succeed, fail } = step;
    const attempts = new LoginAttempts(login, step);
    const forget = watch.onLost((error?: Error & { code?: unknown; level?: unknown }) => {
      // An agent that refuses to sign is no end: the next key is tried.
      if (error?.level === "agent") return;
      // The server's own reason has a number.
      const ended = attempts.begun && typeof error?.code === "number";
      fail(ended ? attempts.failure(error) : error);
    });
    let remembered: Promise<void> | undefined;
    connection.once("handshake", () => {
      remembered = policy.remember?.();
      remembered?.catch(fail);
    });
    connection.on("ready", () => {
      Promise.resolve(remembered).then(
        () => succeed(connection),
        () => {},
      );
    });
    connection.on("change password", () => fail(attempts.failure(new Error("the password has expired"))));
    const { algorithms, postQuantum } = chosenAlgorithms(authentication);
    connection.connect({
      ...configuration(socket, authentication, attempts, step),
      ...(algorithms && { algorithms }),
    });
    // Without ML-KEM in Node.js a program that only connects is told nothing.
    if (postQuantum && hasPostQuantum() && !offerPostQuantum(connection)) warnOfClassicKeyExchange();
    return forget;
  });
  try {
    return await ready;
  } catch (error) {
    // A server that says nothing would keep it for ever.
    watch.cutOff();
    throw error;
  }
}

/** The algorithms for ssh2, and whether to offer the post-quantum key exchange beside them. */
function chosenAlgorithms({ policy, ssh }: Authentication): {
  readonly algorithms: ConnectConfig["algorithms"];
  readonly postQuantum: boolean;
} {
  // A server has keys of several types; only one that is known can be checked.
  const known = policy.keyTypes.flatMap((type) => SIGNATURES[type] ?? []);
  const serverHostKey = { remove: known, prepend: known };
  const { algorithms } = ssh as ConnectConfig;
  const chosen = splitKeyExchanges(algorithms?.kex);
  const all = {
    ...(known.length > 0 && { serverHostKey }),
    ...algorithms,
    ...(chosen.classic && { kex: chosen.classic }),
  };
  return {
    algorithms: Object.keys(all).length > 0 ? (all as ConnectConfig["algorithms"]) : undefined,
    postQuantum: chosen.postQuantum,
  };
}

function configuration(
  socket: Duplex,
  { policy, login, ssh }: Authentication,
  { handler }: LoginAttempts,
  { fail, unhurried }: Pick<Step<Client>, "fail" | "unhurried">,
): ConnectConfig {
  const { algorithms, ...rest } = ssh as ConnectConfig;
  return {
    ident: IDENT,
    authHandler: handler,
    ...rest,
    algorithms: { ...algorithms, serverHostKey: hostKeyAlgorithms(policy, algorithms?.serverHostKey) },
    sock: socket as Socket,
    username: login.username,
    readyTimeout: 0,
    // ssh2 waits for `verify` where nothing is returned.
    hostVerifier(key: Buffer, verify: (isRight: boolean) => void): boolean | undefined {
      try {
        const asked = policy.check(key);
        if (asked === undefined) return true;
        unhurried(asked).then(
          () => verify(true),
          (error: unknown) => {
            fail(error as Error);
            verify(false);
          },
        );
        return undefined;
      } catch (error) {
        fail(error as Error);
        return false;
      }
    },
  } as ConnectConfig;
}

type AlgorithmList = NonNullable<ConnectConfig["algorithms"]>["serverHostKey"];

/** What a server may prove its key with: what the caller asks for; otherwise what can be checked comes first. */
function hostKeyAlgorithms(
  { keyTypes, wrongTypes = new Set() }: HostKeyPolicy,
  asked: AlgorithmList,
): AlgorithmList {
  const wrong = [...wrongTypes].flatMap(signatures);
  if (Array.isArray(asked) && asked.length > 0) {
    const others = asked.filter((name) => !wrong.includes(name));
    // ssh2 takes an empty list for its own.
    if (others.length === 0) throw new Error("there is no other type of host key to ask for");
    return others;
  }
  // A server has keys of several types; only one that is known can be checked. The order is that of preference.
  const known = Object.keys(SIGNATURES)
    .filter((type) => keyTypes.includes(type))
    .flatMap(signatures);
  const { remove, ...others } = (asked ?? { remove: known, prepend: known }) as Record<string, unknown>;
  return { remove: [NOT_BY_DEFAULT, ...wrong, ...list(remove)], ...others } as AlgorithmList;
}

function signatures(type: string): readonly string[] {
  return SIGNATURES[type] ?? [];
}
