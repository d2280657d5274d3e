import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import ssh2 from "ssh2";
import { describe, expect, it, onTestFinished } from "vitest";
import { generateHostKey } from "@sftp/sftp";
import { program, runCli } from "../runCli.ts";
import { scratch } from "../scratch.ts";
import { startServer } from "../startServer.ts";

const done = { code: 0, stderr: "" };

interface Key {
  /** The private key's file. */
  readonly file: string;
  /** The public key as OpenSSH writes it. */
  readonly line: string;
  /** SHA-256 in base64. */
  readonly fingerprint: string;
}

async function newKey(folder: string, name: string): Promise<Key> {
  const content = generateHostKey();
  const file = join(folder, name);
  await writeFile(file, content, { mode: 0o600 });
  const parsed = ssh2.utils.parseKey(content);
  if (parsed instanceof Error) throw parsed;
  const blob = parsed.getPublicSSH();
  return {
    file,
    line: `ssh-ed25519 ${blob.toString("base64")}`,
    fingerprint: createHash("sha256").update(blob).digest("base64").replace(/=+$/, ""),
  };
}

/** A user's home that has only a known_hosts file. */
async function homeWith(knownHosts: string): Promise<string> {
  const home = await scratch();
  await mkdir(join(home, ".ssh"), { mode: 0o700 });
  await writeFile(join(home, ".ssh/known_hosts"), knownHosts);
  return home;
}

describe("how a server is named", () => {
  it("sftp://user@host:port/path is absolute, /~/ is the start directory, and % stands for any byte", async () => {
    const served = await scratch();
    await mkdir(join(served, "a b"));
    await writeFile(join(served, "a b/100%"), "content");
    const { url, login, env } = await startServer(served);
    for (const path of ["/a%20b/100%25", "/a b/100%25", "/~/a%20b/100%25", "/a%20b/../a%20b/100%25"]) {
      expect(await runCli(["cat", ...login, url + path], { env })).toEqual({ ...done, stdout: "content" });
    }
    expect(await runCli(["ls", ...login, url], { env })).toEqual({ ...done, stdout: "a b\n" });
  });

  it("with --command a remote path is plain, absolute or relative to where the program is", async () => {
    const here = await scratch();
    await writeFile(join(here, "a:b"), "content");
    const command = `${process.execPath} '${program}' serve --stdio`;
    for (const path of ["a:b", join(here, "a:b")]) {
      expect(await runCli(["cat", "--command", command, path], { cwd: here })).toEqual({
        ...done,
        stdout: "content",
      });
    }
  });

  it("a port stands only in the sftp:// form", async () => {
    const { code, stderr } = await runCli(["ls", "--port", "2222", "me@host:"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^sftp-cli: ls: unknown option '--port'[^\n]*; see sftp-cli ls --help\n$/);
  });

  it("only with --command put may leave out the remote path; get without a local one writes here", async () => {
    const [here, served] = [await scratch(), await scratch()];
    await writeFile(join(here, "file"), "content");
    const command = `${process.execPath} '${program}' serve '${served}' --stdio`;
    expect(await runCli(["put", "--command", command, "file"], { cwd: here })).toMatchObject(done);
    expect(await readdir(served)).toEqual(["file"]);
    expect(await runCli(["put", "file"], { cwd: here })).toMatchObject({ code: 2 });
    const elsewhere = await scratch();
    expect(await runCli(["get", "--command", command, "/file"], { cwd: elsewhere })).toMatchObject(done);
    expect(await readFile(join(elsewhere, "file"), "utf8")).toBe("content");
  });

  it("the second path of rename and ln is plain, or has the same address", async () => {
    const served = await scratch();
    await writeFile(join(served, "a"), "");
    const { url, login, env } = await startServer(served);
    const run = (...args: string[]) => runCli([args[0]!, ...login, ...args.slice(1)], { env });
    expect(await run("rename", `${url}/a`, "/b")).toMatchObject(done);
    expect(await run("rename", `${url}/b`, `${url}/~/c`)).toMatchObject(done);
    expect(await run("ln", `${url}/c`, `${url}/d`)).toMatchObject(done);
    expect(await run("ln", "-s", `${url}/c`, "e")).toMatchObject(done);
    expect(await run("rename", `${url}/c`, "other:f")).toMatchObject({ code: 2 });
    expect((await readdir(served)).toSorted()).toEqual(["c", "d", "e"]);
  });
});

describe("whom it trusts, and how it logs in", () => {
  it("checks ~/.ssh/known_hosts: a known key is enough, an unknown or changed one is refused with 4", async () => {
    const [served, keys] = [await scratch(), await scratch()];
    const [right, wrong] = [await newKey(keys, "right"), await newKey(keys, "wrong")];
    const { url, port, env } = await startServer(served, ["--host-key", right.file]);
    const list = async (...lines: string[]) => {
      const HOME = await homeWith(lines.map((line) => `[127.0.0.1]:${port} ${line}\n`).join(""));
      return runCli(["ls", "--password-env", "SFTP_PASSWORD", `${url}/`], { env: { ...env, HOME } });
    };
    expect(await list(right.line)).toEqual({ ...done, stdout: "" });
    for (const refused of [await list(), await list(wrong.line)]) {
      expect(refused).toMatchObject({ code: 4, stdout: "" });
      expect(refused.stderr).toMatch(/^sftp-cli: me@127\.0\.0\.1:\d+: [^\n]*known_hosts[^\n]*\n$/);
    }
  });

  it("checks what --known-hosts or --host-key says instead", async () => {
    const [served, keys] = [await scratch(), await scratch()];
    const key = await newKey(keys, "key");
    const { url, port, env } = await startServer(served, ["--host-key", key.file]);
    const file = join(keys, "known");
    await writeFile(file, `[127.0.0.1]:${port} ${key.line}\n`);
    const HOME = await homeWith("");
    for (const [options, code] of [
      [["--known-hosts", file], 0],
      [["--host-key", `sha256:${key.fingerprint}`], 0],
      [["--host-key", "insecure-accept-any"], 0],
      [["--host-key", `sha256:${"A".repeat(43)}`], 4],
      [["--known-hosts", file, "--host-key", "insecure-accept-any"], 2],
    ] as const) {
      const args = ["ls", "--password-env", "SFTP_PASSWORD", ...options, `${url}/`];
      expect(await runCli(args, { env: { ...env, HOME } }), options.join(" ")).toMatchObject({ code });
    }
  });

  it("logs in with --identity, or with the password that --password-env names, and else ends with 3", async () => {
    const [served, keys] = [await scratch(), await scratch()];
    const [mine, other] = [await newKey(keys, "mine"), await newKey(keys, "other")];
    await writeFile(join(keys, "authorized_keys"), `${mine.line}\n`);
    const byKey = await startServer(served, ["--authorized-keys", join(keys, "authorized_keys")]);
    const any = ["--host-key", "insecure-accept-any"];
    const withKey = (file: string) => runCli(["ls", ...any, "--identity", file, `${byKey.url}/`]);
    expect(await withKey(mine.file)).toMatchObject(done);
    expect(await withKey(other.file)).toMatchObject({ code: 3 });

    const byPassword = await startServer(served);
    const withPassword = (password: string) =>
      runCli(["ls", ...any, "--password-env", "PASSWORD", `${byPassword.url}/`], {
        env: { PASSWORD: password },
      });
    expect(await withPassword("open sesame")).toMatchObject(done);
    expect(await withPassword("open says me")).toMatchObject({ code: 3 });
  });

  it("waits for a silent peer as long as --timeout says, and then ends with 3", async () => {
    const silent = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
    onTestFinished(() => void silent.close());
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    const args = ["ls", "--timeout", "0.5", "--host-key", "insecure-accept-any"];
    const { code, stderr } = await runCli([...args, `sftp://me@127.0.0.1:${port}/`]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^sftp-cli: me@127\.0\.0\.1:\d+: [^\n]*--timeout[^\n]*\n$/);
  });
});
