import { describe, expect, it } from "vitest";

import {
  hasPostQuantum,
  offerPostQuantum,
  POST_QUANTUM,
  splitKeyExchanges,
} from "../../src/ssh2/postQuantum.ts";
import type { Ssh2Connection } from "../../src/ssh2/types.ts";
import { loopback } from "./loopback.ts";

const CLASSIC = "curve25519-sha256";

describe("splitKeyExchanges", () => {
  it.each([
    [undefined, true, undefined],
    [[CLASSIC], false, [CLASSIC]],
    [[POST_QUANTUM, CLASSIC], true, [CLASSIC]],
    [{ remove: [/^/], append: [/^curve/] }, false, { remove: [/^/], append: [/^curve/] }],
    [{ remove: [/^/], append: [/^mlkem/] }, true, { remove: [/^/], append: [/^mlkem/] }],
    [{ remove: [/^mlkem/] }, false, { remove: [/^mlkem/] }],
    [{ remove: POST_QUANTUM }, false, { remove: [] }],
    [{ append: "diffie-hellman-group14-sha1" }, true, { append: ["diffie-hellman-group14-sha1"] }],
    [{ remove: [POST_QUANTUM], prepend: [POST_QUANTUM, CLASSIC] }, true, { remove: [], prepend: [CLASSIC] }],
  ])("%j: offered %s", (choice, postQuantum, classic) => {
    expect(splitKeyExchanges(choice)).toEqual({ postQuantum, classic });
  });
});

/** A pair of which these sides offer the key exchange; which one was used at the login and for new keys. */
async function keyExchanges(offered: { client: boolean; server: boolean }): Promise<string[]> {
  const used: string[] = [];
  const pair = await loopback({ offerPostQuantum: offered, onKeyExchange: (name) => used.push(name) });
  for (let times = 0; times < 3; times++) {
    const renewed = new Promise<void>((resolve) => pair.server.once("rekey", resolve));
    pair.server.rekey();
    await renewed;
  }
  await pair.close();
  return [...new Set(used)];
}

describe("offerPostQuantum", () => {
  it("is used where both sides offer it, and the classic one where one does not", async () => {
    const expected = hasPostQuantum() ? [POST_QUANTUM] : [`${CLASSIC}@libssh.org`];
    expect(await keyExchanges({ client: true, server: true })).toEqual(expected);
    expect(await keyExchanges({ client: true, server: false })).toEqual([`${CLASSIC}@libssh.org`]);
    expect(await keyExchanges({ client: false, server: true })).toEqual([`${CLASSIC}@libssh.org`]);
  });

  it("leaves alone what is not as it expects, and what has begun", async () => {
    expect(offerPostQuantum({} as Ssh2Connection)).toBe(false);
    expect(offerPostQuantum({ _protocol: { _offer: {} } } as unknown as Ssh2Connection)).toBe(false);
    const pair = await loopback();
    expect(offerPostQuantum(pair.client)).toBe(false);
    await pair.close();
  });
});
