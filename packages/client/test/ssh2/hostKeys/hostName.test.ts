import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkHostName } from "../../../src/ssh2/hostKeys/hostPattern.ts";
import { addKnownHost, isAbout, knownNames, readKnownHosts } from "../../../src/ssh2/hostKeys/knownHosts.ts";
import { resolveRoute } from "../../../src/ssh2/route/resolveRoute.ts";
import { temporaryDirectory } from "../../transfer/temporaryDirectory.ts";
import { hostKey } from "../sshServer.ts";

describe("the name of a host", () => {
  it.each([
    "example.org",
    "web_1",
    "192.0.2.7",
    "fe80::1%eth0",
    "::1",
    "xn--bcher-kva.example",
    "bücher.example",
    "a+b~c:d=e",
  ])("%s is one", (name) => {
    expect(() => checkHostName(name, "host")).not.toThrow();
  });

  it.each([
    "",
    "evil,*",
    "*",
    "!a",
    "a?",
    "|1|a|b",
    "#a",
    "@revoked",
    "a b",
    "a\tb",
    "a\nb",
    "a\u0000",
    "[a]:22",
    "-oProxyCommand=x",
    "$(x)",
    "a;b",
    "a\u202eb",
    "a\udc80",
    "a".repeat(256),
    undefined,
    null,
    22,
    ["a"],
  ])("%j is none", async (name) => {
    expect(() => checkHostName(name, "host")).toThrow(TypeError);
    const any = { hostKey: "insecure-accept-any" };
    await expect(resolveRoute({ host: name as string, ...any })).rejects.toThrow(TypeError);
    await expect(resolveRoute({ host: "a", ...any, jump: { host: name as string, ...any } })).rejects.toThrow(
      TypeError,
    );
  });

  it("what is accepted as a new host vouches for that one and no other", async () => {
    const file = join(await temporaryDirectory(), "known_hosts");
    const part = fc.oneof(
      fc.constantFrom("a", "b", "*", ",", "?", "!", "|", "#", "@", " ", "\n", "[", "]", ":"),
      fc.string(),
    );
    const name = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(name, fc.constantFrom(22, 2222), fc.boolean(), async (host, port, hashed) => {
        try {
          checkHostName(host, "host");
        } catch {
          return;
        }
        const names = knownNames(host, port);
        await addKnownHost(file, names.knownAs, hostKey, hashed);
        const line = (await readKnownHosts(file)).at(-1)!;
        expect(isAbout(line, names.knownAs)).toBe(true);
        for (const other of ["other.example", `x${host}`, `${host}x`.toLowerCase(), "a,b"])
          expect(isAbout(line, knownNames(other, port).knownAs)).toBe(false);
        expect((await readFile(file, "utf8")).endsWith("\n")).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
