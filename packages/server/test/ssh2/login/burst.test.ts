import { string } from "@sftp/testing";
import { afterEach, expect, it } from "vitest";

import {
  anyOf,
  authorizedKeys,
  generateHostKey,
  interactive,
  type LoginAttempt,
  type LoginEvent,
  serve,
  type SFTPListener,
} from "../../../src/ssh2/index.ts";
import { payloads, RawSsh } from "../../support/rawSsh.ts";
import { TreeBackend } from "../../support/treeBackend.ts";

const hostKey = generateHostKey();
const EMPTY = string("");
const NO = Buffer.from([0]);

/** Attempts of each method, to be sent without waiting for an answer. */
const attempts = {
  "keyboard-interactive": payloads.userauth("keyboard-interactive", EMPTY, EMPTY),
  password: payloads.userauth("password", NO, string("wrong")),
  publickey: payloads.userauth(
    "publickey",
    NO,
    string("ssh-ed25519"),
    string(Buffer.concat([string("ssh-ed25519"), string(Buffer.alloc(32, 7))])),
  ),
  none: payloads.userauth("none"),
};

let listener: SFTPListener;
afterEach(() => listener.close({ graceMs: 0 }));

const methods = Object.keys(attempts) as (keyof typeof attempts)[];
const bursts = [
  ...methods.map((method) => [method, () => method] as const),
  ["all of them in turn", (n: number) => methods[n % methods.length]!],
] as const;

it.each(bursts)(
  "[S-23] a burst of 40 logins by %s begins no more than may be refused",
  async (_what, choose) => {
    const begun: LoginAttempt[] = [];
    const events: LoginEvent[] = [];
    const slow = (attempt: LoginAttempt): Promise<boolean> => {
      begun.push(attempt);
      return attempt.ask ? attempt.ask(["Code: "]).then(() => false) : Promise.resolve(false);
    };
    listener = await serve({
      hostKeys: [hostKey],
      authenticate: anyOf(
        interactive(slow),
        authorizedKeys(() => ""),
        Object.assign(slow, { methods: ["password"] as const }),
      ),
      backend: new TreeBackend(),
      onLogin: (event) => events.push(event),
    });
    const attacker = await RawSsh.connect(listener);
    attacker.send(payloads.serviceRequest);
    for (let n = 0; n < 40; n++) attacker.send(attempts[choose(n)]);
    attacker.socket.resume();
    await attacker.closed;
    expect(begun.length).toBeLessThanOrEqual(6);
    const refused = events.filter(({ outcome }) => outcome === "refused");
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(7);
  },
);
