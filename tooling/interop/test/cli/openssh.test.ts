import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { scratch } from "../../src/files/temporaryFolder.ts";
import { program } from "../../src/process/program.ts";
import { type Outcome, run } from "../../src/process/run.ts";
import { sftpCli } from "../../src/servers/sftpCli.ts";
import { startSshd } from "../../src/servers/sshd.ts";

interface Setting {
  readonly served: string;
  /** Runs a command of sftp-cli with --openssh, for which ssh_config knows the host `alias`. */
  run(...args: string[]): Promise<Outcome>;
}

/** A real sshd, and a user whose `ssh` reads another configuration file: it would take the user's home from passwd. */
async function open(knownHosts?: string): Promise<Setting> {
  const server = await startSshd();
  onTestFinished(async () => void (await server.stop()));
  const folder = await scratch();
  const config = join(folder, "config");
  const { host, port, account } = server;
  await writeFile(
    config,
    [
      "Host alias",
      `  HostName ${host}`,
      `  Port ${port}`,
      `  IdentityFile ${account.identity}`,
      `  UserKnownHostsFile ${knownHosts ?? server.knownHosts}`,
      "  IdentitiesOnly yes",
      "",
    ].join("\n"),
  );
  await writeFile(join(folder, "ssh"), `#!/bin/sh\nexec ${program("ssh")} -F ${config} "$@"\n`);
  await chmod(join(folder, "ssh"), 0o755);
  const env = { PATH: `${folder}:${process.env["PATH"]}` };
  return {
    served: server.folder,
    run: (command, ...args) => run(process.execPath, [sftpCli, command, "--openssh", ...args], { env }),
  };
}

describe("sftp-cli --openssh", () => {
  it("goes where ssh_config says", async () => {
    const { served, run: sftp } = await open();
    const here = await scratch();
    await writeFile(join(served, "file"), "content");
    expect(await sftp("get", `alias:${served}/file`, join(here, "copy"))).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect(await readFile(join(here, "copy"), "utf8")).toBe("content");
  });

  it("says in one line what ssh says, with the exit codes of the contract", async () => {
    const { run: sftp } = await open();
    const unreachable = await sftp("ls", "no-such-host.invalid:/");
    expect(unreachable.code).toBe(3);
    expect(unreachable.stderr).toMatch(/^sftp-cli: no-such-host\.invalid: [^\n]*resolve[^\n]*\n$/);
  });

  it("refuses a host that is not known, with exit code 4", async () => {
    const { run: sftp } = await open("/dev/null");
    const { code, stderr } = await sftp("ls", "alias:/");
    expect(code).toBe(4);
    expect(stderr).toMatch(/^sftp-cli: alias: [^\n]*Host key verification failed[^\n]*\n$/);
  });
});
