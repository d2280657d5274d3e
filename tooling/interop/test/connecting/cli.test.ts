import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { scratch } from "../../src/files/temporaryFolder.ts";
import { makeKey } from "../../src/keys/makeKey.ts";
import { type Outcome, run } from "../../src/process/run.ts";
import type { Endpoint } from "../../src/servers/endpoint.ts";
import { sftpCli } from "../../src/servers/sftpCli.ts";
import { startSshd } from "../../src/servers/sshd.ts";

let server: Endpoint;
beforeAll(async () => {
  server = await startSshd();
  await writeFile(join(server.folder, "file"), "content");
});
afterAll(async () => void (await server.stop()));

interface User {
  readonly home: string;
  /** Runs the command line as somebody with this home. */
  sftp(...args: string[]): Promise<Outcome>;
}

/** A user with an ssh_config of their own, part of which is included. */
async function user(lines: readonly string[] = []): Promise<User> {
  const home = await scratch();
  const folder = join(home, ".ssh");
  await mkdir(folder, { mode: 0o700 });
  await mkdir(join(folder, "config.d"));
  await writeFile(join(folder, "config"), ["Include config.d/*.conf", ...lines].join("\n"));
  await writeFile(
    join(folder, "config.d", "backup.conf"),
    [
      "Host backup",
      `  HostName ${server.host}`,
      `  Port ${server.port}`,
      `  User ${server.account.username}`,
    ].join("\n"),
  );
  const env = { HOME: home, SSH_AUTH_SOCK: "" };
  return { home, sftp: (...args) => run(process.execPath, [sftpCli, ...args], { env }) };
}

/** A user who knows the server, and has a key for it where ssh looks by itself. */
async function trustedUser(lines: readonly string[] = []): Promise<User> {
  const known = await user(lines);
  await copyFile(server.knownHosts, join(known.home, ".ssh", "known_hosts"));
  await copyFile(server.account.identity, join(known.home, ".ssh", "id_ed25519"));
  return known;
}

describe("sftp-cli", () => {
  it("goes where ssh_config says, with the user's own key", async () => {
    const { sftp } = await trustedUser();
    expect(await sftp("cat", `backup:${server.folder}/file`)).toEqual({
      code: 0,
      stdout: "content",
      stderr: "",
    });
  });

  it("goes through jump hosts that ssh_config names", async () => {
    const { sftp } = await trustedUser([
      "Host inner",
      `  HostName ${server.host}`,
      `  Port ${server.port}`,
      "  ProxyJump backup",
    ]);
    expect(await sftp("cat", `${server.account.username}@inner:${server.folder}/file`)).toMatchObject({
      code: 0,
      stdout: "content",
    });
  });

  it("refuses a host that is not known with exit code 4, and says how to accept it", async () => {
    const { home, sftp } = await user();
    const identity = ["--identity", server.account.identity];
    const refused = await sftp("ls", ...identity, "backup:/");
    expect(refused.code).toBe(4);
    expect(refused.stderr).toMatch(
      /^sftp-cli: backup: the key of backup \(ssh-ed25519 SHA256:[^\n]*--host-key accept-new[^\n]*\n$/,
    );
    const accepted = await sftp("ls", ...identity, "--host-key", "accept-new", `backup:${server.folder}`);
    expect(accepted).toMatchObject({ code: 0, stdout: "file\n" });
    expect(await sftp("ls", ...identity, `backup:${server.folder}`)).toMatchObject({ code: 0 });

    const { publicLine } = await makeKey(home);
    const file = join(home, "changed");
    await writeFile(file, `[${server.host}]:${server.port} ${publicLine}\n`);
    const changed = await sftp("ls", ...identity, "--known-hosts", file, "backup:/");
    expect(changed.code).toBe(4);
    expect(changed.stderr).toContain(`is not the one in ${file}, line 1`);
  });

  it("says in one line what it tried, with exit code 3", async () => {
    const { home, sftp } = await trustedUser();
    const { file } = await makeKey(home, { type: "ecdsa" });
    const outcome = await sftp("ls", "--identity", file, "backup:/");
    expect(outcome).toEqual({
      code: 3,
      stdout: "",
      stderr: `sftp-cli: backup: no SSH session with backup: ${server.account.username} was not let in: tried ${file}; the server takes publickey; -i FILE gives another key, --password-env NAME a password\n`,
    });
  });

  it("says that a key needs a passphrase where nobody can be asked", async () => {
    const { home, sftp } = await trustedUser();
    const { file } = await makeKey(home, { passphrase: "open sesame" });
    // In a session of its own, a process has no terminal.
    const env = { HOME: home, SSH_AUTH_SOCK: "" };
    const args = ["--wait", process.execPath, sftpCli, "ls", "--identity", file, "backup:/"];
    const outcome = await run("setsid", args, { env });
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(
      new RegExp(`^sftp-cli: backup: [^\\n]*${file} is encrypted: give its passphrase; -i FILE [^\\n]*\\n$`),
    );
    expect((await sftp("ls", "--identity", "/no/such/key", "backup:/")).code).toBe(2);
  });

  it("asks for a passphrase on the terminal, and shows nothing of it", async () => {
    const { home } = await trustedUser();
    const { file, publicLine } = await makeKey(home, { passphrase: "open sesame" });
    const authorized = server.account.authorizedKeys;
    await writeFile(authorized, `${await readFile(authorized, "utf8")}${publicLine}\n`);
    const command = [process.execPath, sftpCli, "cat", "--identity", file, `backup:${server.folder}/file`];
    const talk = join(home, "talk.py");
    await writeFile(talk, TALK);
    const env = { HOME: home, SSH_AUTH_SOCK: "" };
    const { code, stdout } = await run("python3", [talk, "wrong", "open sesame", ...command], {
      env,
    });
    expect(stdout.replaceAll("\r", "")).toBe(`Passphrase for ${file}: \nPassphrase for ${file}: \ncontent\n`);
    expect(code).toBe(0);
  });
});

/** Runs a command on a terminal of its own, types two answers, and prints all that was seen there. */
const TALK = `
import os, pty, sys
first, second, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(command[0], command)
seen = b""
answers = [first, second]
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    if answers and seen.count(b"Passphrase") == 3 - len(answers) and seen.endswith(b": "):
        os.write(terminal, answers.pop(0).encode() + b"\\n")
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(status))
`;
