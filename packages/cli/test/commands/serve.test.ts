import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateHostKey } from "@sftp/server/ssh2";
import ssh2 from "ssh2";
import { describe, expect, it } from "vitest";
import { program, runCli } from "../runCli.ts";
import { runMain } from "../runMain.ts";
import { scratch } from "../scratch.ts";
import { startServer } from "../startServer.ts";

/** What a client on the command line says to a server's stdin and stdout. */
function stdio(...args: string[]): string {
  return [process.execPath, program, "serve", "--stdio", ...args].join(" ");
}

describe("sftp-cli serve --stdio", () => {
  it('serves a folder as "/"', async () => {
    const served = await scratch();
    await writeFile(join(served, "file"), "content");
    expect(await runMain(["cat", "--command", stdio(served), "/file"])).toEqual({
      code: 0,
      stdout: "content",
      stderr: "",
    });
    expect(await runMain(["ls", "--command", stdio(served), "/../../etc"])).toMatchObject({ code: 1 });
  });

  it("serves the whole file system from the working directory where no folder is given", async () => {
    const { stdout } = await runMain(["realpath", "--command", stdio(), "."]);
    expect(stdout).toBe(`${process.cwd()}\n`);
  });

  it("changes nothing with --read-only", async () => {
    const served = await scratch();
    const { code, stderr } = await runMain(["mkdir", "--command", stdio("--read-only", served), "/folder"]);
    expect([code, stderr]).toEqual([1, "sftp-cli: /folder: Permission denied\n"]);
    expect(await readdir(served)).toEqual([]);
  });
});

describe("sftp-cli serve --port", () => {
  it("writes down what is done with --audit", async () => {
    const [served, elsewhere] = [await scratch(), await scratch()];
    const log = join(elsewhere, "audit.log");
    await writeFile(join(served, "file"), "content");
    const { url, login, env, stop } = await startServer(served, ["--audit", log]);
    await runCli(["cat", ...login, `${url}/file`], { env });
    await runCli(["rm", ...login, `${url}/missing`], { env });
    expect(await stop()).toBe(0);

    const records = (await readFile(log, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    const common = { user: "me", remoteAddress: "127.0.0.1" };
    expect(records).toContainEqual(
      expect.objectContaining({
        ...common,
        operation: "close",
        outcome: "ok",
        paths: ["/file"],
        bytesRead: 7,
      }),
    );
    expect(records).toContainEqual(
      expect.objectContaining({
        ...common,
        operation: "remove",
        outcome: "failed",
        paths: ["/missing"],
        error: "ENOENT",
      }),
    );
  });

  it("tells of every login, on stderr and with --audit, without a secret", async () => {
    const [served, elsewhere] = [await scratch(), await scratch()];
    const log = join(elsewhere, "audit.log");
    const { url, login, env, stop, complaints } = await startServer(served, ["--audit", log]);
    await runCli(["ls", ...login, `${url}/`], { env });
    const wrong = { SFTP_PASSWORD: "wr0ng" };
    expect(await runCli(["ls", ...login, `${url}/`], { env: wrong })).toMatchObject({ code: 3 });
    expect(await stop()).toBe(0);
    const lines = complaints()
      .split("\n")
      .filter((line) => / login /.test(line));
    expect(lines.map((line) => line.replace(/^\S+ /, "").replace(/port \d+/, "port N"))).toEqual([
      'login accepted from 127.0.0.1 port N: password for "me"',
      'login refused from 127.0.0.1 port N: password for "me"',
    ]);
    const records = (await readFile(log, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { operation: string });
    expect(records.filter(({ operation }) => operation === "login")).toMatchObject([
      { outcome: "accepted", user: "me", method: "password", remoteAddress: "127.0.0.1" },
      { outcome: "refused", user: "me", method: "password", remoteAddress: "127.0.0.1" },
    ]);
    for (const secret of [...Object.values(env), ...Object.values(wrong)]) {
      expect(complaints() + JSON.stringify(records)).not.toContain(secret);
    }
  });

  it("requires a key and the password with --require-both, and takes either without it", async () => {
    const [served, elsewhere] = [await scratch(), await scratch()];
    const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
    const [identity, keys] = [join(elsewhere, "key"), join(elsewhere, "authorized_keys")];
    await writeFile(identity, privateKey, { mode: 0o600 });
    await writeFile(keys, publicKey);
    const ways = ["--user", "me", "--authorized-keys", keys, "--password-env", "SFTP_PASSWORD"];
    const known = ["--host-key", "insecure-accept-any"];
    const password = ["--password-env", "SFTP_PASSWORD"];
    for (const [options, codes] of [
      [[], [0, 0, 0]],
      [["--require-both"], [3, 3, 0]],
    ] as const) {
      const { url, env } = await startServer(served, [...ways, ...options]);
      const tries = [["--identity", identity], password, ["--identity", identity, ...password]];
      const got: unknown[] = [];
      for (const how of tries) {
        const home = { ...env, HOME: elsewhere };
        got.push((await runCli(["ls", ...known, ...how, `${url}/`], { env: home })).code);
      }
      expect(got).toEqual(codes);
    }
  });

  it("has keys of three types by default, and those of each --host-key", async () => {
    const [served, elsewhere] = [await scratch(), await scratch()];
    const { complaints, stop } = await startServer(served);
    expect(complaints().match(/SHA256:/g)).toHaveLength(3);
    await stop();
    const files = ["ed25519", "rsa"].map((type) => join(elsewhere, type));
    await writeFile(files[0]!, generateHostKey());
    await writeFile(files[1]!, ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 }).private);
    const two = await startServer(
      served,
      files.flatMap((file) => ["--host-key", file]),
    );
    expect(two.complaints().match(/SHA256:/g)).toHaveLength(2);
  });

  it.each([
    [["--proxy-protocol", "balancer.example"], /--proxy-protocol "balancer\.example" is no address/],
    [["--login-attempts", "0"], /at least 1/],
    [["--grace", "-1"], /whole number/],
    [["--require-both"], /--require-both needs keys/],
    [["--stdio", "--grace", "1"], /cannot be used with/],
  ])("refuses %j", async (options, message) => {
    const served = await scratch();
    const args = ["serve", served, "--port", "0", "--user", "me:secret", ...options];
    const { code, stderr } = await runMain(args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message) as string]);
  });
});
