import { fileURLToPath } from "node:url";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connect, type OpenSshOptions } from "../../src/openssh/connect.ts";
import { temporaryDirectory } from "../transfer/temporaryDirectory.ts";

const PROGRAM = fileURLToPath(new URL("../process/program.mjs", import.meta.url));

/** The arguments that `ssh` is started with; this one tells them instead of connecting. */
async function argumentsFor(options: OpenSshOptions): Promise<string[]> {
  const command = join(await temporaryDirectory(), "ssh");
  await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  await chmod(command, 0o755);
  const sftp = await connect({ ...options, command });
  const { args } = JSON.parse(await sftp.normalize(".")) as { args: string[] };
  await sftp.close();
  return args;
}

const QUIET = [
  "ForwardX11=no",
  "ForwardAgent=no",
  "PermitLocalCommand=no",
  "ClearAllForwardings=yes",
].flatMap((option) => ["-o", option]);

describe("the system's ssh", () => {
  it("is asked for the subsystem, and for nothing that it does not need", async () => {
    expect(await argumentsFor({ host: "backup" })).toEqual([...QUIET, "-s", "--", "backup", "sftp"]);
  });

  it("is told port, user and whatever else it should be told", async () => {
    const args = ["-J", "jump.example.org", "-oBatchMode=yes"];
    const identity = ["~/.ssh/a", "b"];
    expect(await argumentsFor({ host: "backup", port: 2222, username: "me", identity, args })).toEqual(
      [
        QUIET,
        "-p",
        "2222",
        "-l",
        "me",
        "-i",
        "~/.ssh/a",
        "-i",
        "b",
        args,
        "-s",
        "--",
        "backup",
        "sftp",
      ].flat(),
    );
  });

  it("may print why it does not connect", async () => {
    const command = join(await temporaryDirectory(), "ssh");
    await writeFile(command, "#!/bin/sh\necho 'ssh: Could not resolve hostname backup' >&2\nexit 255\n");
    await chmod(command, 0o755);
    const connecting = connect({ host: "backup", command });
    await expect(connecting).rejects.toThrow(/exited with code 255: ssh: Could not resolve hostname backup/);
  });

  it.each([
    ["Host key verification failed.", "ERR_SFTP_HOST_KEY"],
    ["me@backup: Permission denied (publickey).", "ERR_SFTP_AUTH"],
    ["ssh: Could not resolve hostname backup", "ECONNRESET"],
  ])("that says %j is the error %s", async (words, code) => {
    const command = join(await temporaryDirectory(), "ssh");
    await writeFile(command, `#!/bin/sh\necho '${words}' >&2\nexit 255\n`);
    await chmod(command, 0o755);
    await expect(connect({ host: "backup", command })).rejects.toMatchObject({ name: "SFTPError", code });
  });

  it.each(["", "-oProxyCommand=id", "--"])("is not started for %j, which is no host name", async (host) => {
    await expect(connect({ host, command: "/no/such/program" })).rejects.toThrow(TypeError);
  });
});
