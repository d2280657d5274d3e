import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Outcome, runCli } from "./runCli.ts";
import { runMain } from "./runMain.ts";
import { scratch } from "./scratch.ts";
import { startServer } from "./startServer.ts";

/** One line that says what failed, no stack trace, nothing else. */
function expectOneLine({ stderr }: Outcome, pattern: RegExp): void {
  expect(stderr).toMatch(/^sftp-cli: [^\n]+\n$/);
  expect(stderr).toMatch(pattern);
  expect(stderr).not.toMatch(/\n\s+at |node:internal/);
}

describe("what goes wrong ends with one clear line and its exit code", () => {
  it.each([
    [["get", "--bogus", "host:x"], /unknown option '--bogus'/],
    [["get"], /missing required argument 'remote'/],
    [["realpath", "host:x", "y"], /too many arguments/],
    [["get", "host:x", "host:y", "/no/such/folder"], /is no directory/],
    [["get", "--exclude", "x", "host:x"], /need -r/],
    [["frobnicate"], /unknown command 'frobnicate'/],
    [["get", "no-server"], /names no server/],
    [["get", "sftp://me:secret@host/x"], /--password-env/],
    [["get", "--password-env", "NO_SUCH_VARIABLE", "host:x"], /NO_SUCH_VARIABLE/],
    [["get", "--identity", "/no/such/key", "host:x"], /\/no\/such\/key cannot be read/],
    [["get", "--timeout", "soon", "host:x"], /--timeout/],
    [["ls", "--command", "prog", "--identity", "key", "x"], /cannot be used with/],
    [["ls", "--command", "'prog", "x"], /without its second/],
    [["put", "file"], /give a destination/],
    [["rename", "host:a", "other:b"], /not on the server of the first path/],
    [["serve", "."], /--stdio or --port/],
    [["serve", "--port", "0", "--user", "a:b"], /which directory/],
    [["serve", ".", "--port", "99999"], /0 to 65535/],
    [["serve", ".", "--port", "0"], /--user/],
    [["serve", ".", "--port", "0", "--user", "a"], /--authorized-keys/],
    [["serve", ".", "--port", "0", "--user", "a:b", "--password-env", "X"], /the password is given twice/],
    [["serve", ".", "--stdio", "--port", "0"], /cannot be used with/],
    [["serve", ".", "--stdio", "--umask", "9"], /octal/],
    [["serve", ".", "--port", "0", "--user", "a:b", "--host-key", "/no/such"], /\/no\/such cannot be read/],
  ])("wrong usage: %j", async (args, pattern) => {
    const outcome = await runMain(args);
    expectOneLine(outcome, pattern);
    expect(outcome.code).toBe(2);
  });

  it("a wrong password", async () => {
    const { url, login } = await startServer(await scratch());
    const outcome = await runCli(["ls", ...login, `${url}/`], { env: { SFTP_PASSWORD: "wrong" } });
    expectOneLine(outcome, /was not let in: tried the password/);
    expect(outcome.code).toBe(3);
  });

  it("nobody who listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    const outcome = await runCli(["ls", "--host-key", "insecure-accept-any", `sftp://127.0.0.1:${port}/`]);
    expectOneLine(outcome, /ECONNREFUSED/);
    expect(outcome.code).toBe(3);
  });

  it("a host key that is not the expected one", async () => {
    const { url, env } = await startServer(await scratch());
    const wrong = `sha256:${"A".repeat(43)}`;
    const outcome = await runCli(["ls", "--password-env", "SFTP_PASSWORD", "--host-key", wrong, `${url}/`], {
      env,
    });
    expectOneLine(outcome, /key/);
    expect(outcome.code).toBe(4);
  });

  it("a host that known_hosts does not list", async () => {
    const { url, env } = await startServer(await scratch());
    const file = join(await scratch(), "known_hosts");
    const outcome = await runCli(
      ["ls", "--password-env", "SFTP_PASSWORD", "--known-hosts", file, `${url}/`],
      { env },
    );
    expectOneLine(outcome, /SHA256:/);
    expect(outcome.code).toBe(4);
  });

  it("a missing file, there and here", async () => {
    const { url, login, env } = await startServer(await scratch());
    const cwd = await scratch();
    const there = await runCli(["get", ...login, `${url}/missing`], { env, cwd });
    expectOneLine(there, /^sftp-cli: \/missing: No such file\n$/);
    const here = await runCli(["put", ...login, "missing", `${url}/`], { env, cwd });
    expectOneLine(here, /^sftp-cli: missing: no such file or directory\n$/);
    expect([there.code, here.code]).toEqual([1, 1]);
    expect(await readdir(cwd)).toEqual([]);
  });

  it("a port in use", async () => {
    const folder = await scratch();
    const { port } = await startServer(folder);
    const outcome = await runCli(["serve", folder, "--port", String(port), "--user", "me:pw"]);
    const stderr = outcome.stderr.replace(/^sftp-cli: SSH key exchanges are classic[^\n]*\n/, "");
    expectOneLine({ ...outcome, stderr }, /address already in use/);
    expect(outcome.code).toBe(1);
  });

  it("a folder to serve that does not exist", async () => {
    const outcome = await runCli(["serve", "/no/such/folder", "--port", "0", "--user", "me:pw"]);
    expectOneLine(outcome, /\/no\/such\/folder/);
    expect(outcome.code).toBe(1);
  });

  it("with --json, as one object", async () => {
    const { url, login, env } = await startServer(await scratch());
    const outcome = await runCli(["stat", "--json", ...login, `${url}/missing`], { env });
    expect(outcome.stderr).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(outcome.stderr)).toEqual({
      error: {
        code: "ENOENT",
        status: 2,
        operation: "lstat",
        path: "/missing",
        message: expect.stringContaining("No such file") as string,
      },
    });
    expect(outcome.code).toBe(1);
  });
});
