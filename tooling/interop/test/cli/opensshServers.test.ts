import { chmod, mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

import { sha256, writeSampleFile } from "../../src/files/sampleFile.ts";
import { fingerprint, writeSampleTree } from "../../src/files/sampleTree.ts";
import { scratch } from "../../src/files/temporaryFolder.ts";
import { program } from "../../src/process/program.ts";
import { type Outcome, run } from "../../src/process/run.ts";
import type { Endpoint } from "../../src/servers/endpoint.ts";
import { sftpCli } from "../../src/servers/sftpCli.ts";
import { startSshd } from "../../src/servers/sshd.ts";

interface Setting {
  /** How sftp-cli is told whom to connect to. */
  readonly options: readonly string[];
  /** A path on the server as sftp-cli is told it. */
  remote(path: string): string;
}

const settings: Record<string, () => Promise<Setting>> = {
  "Debian's sftp-server": async () => ({
    options: ["--command", program("sftp-server")],
    remote: (path) => path,
  }),
  "a real sshd": async () => {
    const server = await startSshd();
    onTestFinished(async () => void (await server.stop()));
    return { options: loginOptions(server), remote: (path) => urlOf(server) + path };
  },
};

describe.each(Object.entries(settings))("sftp-cli with %s", (_name, open) => {
  it("uploads and downloads a file of 256 MiB", async () => {
    const { options, remote } = await open();
    const [here, served] = [await scratch(), await scratch()];
    await writeSampleFile(join(here, "big"), 256 * 2 ** 20);

    await succeed(["put", ...options, join(here, "big"), remote(`${served}/big`)]);
    await succeed(["get", ...options, remote(`${served}/big`), join(here, "back")]);

    const expected = await sha256(join(here, "big"));
    expect(await sha256(join(served, "big"))).toBe(expected);
    expect(await sha256(join(here, "back"))).toBe(expected);
  });

  it("uploads, lists and downloads a tree", async () => {
    const { options, remote } = await open();
    const [here, served] = [await scratch(), await scratch()];
    await mkdir(join(here, "tree"));
    await writeSampleTree(join(here, "tree"));

    await succeed(["put", "-r", ...options, join(here, "tree"), remote(served)]);
    const { stdout } = await succeed(["ls", ...options, remote(`${served}/tree`)]);
    await succeed(["get", "-r", ...options, remote(`${served}/tree`), join(here, "back")]);

    const expected = await fingerprint(join(here, "tree"));
    expect(await fingerprint(join(served, "tree"))).toEqual(expected);
    expect(await fingerprint(join(here, "back"))).toEqual(expected);
    expect(stdout.trim().split("\n")).toEqual((await readdir(join(here, "tree"))).toSorted());
  });

  it("makes folders, renames, tells attributes, removes", async () => {
    const { options, remote } = await open();
    const served = await scratch();
    await writeFile(join(served, "a"), "12345");

    await succeed(["mkdir", ...options, remote(`${served}/folder`)]);
    await succeed(["rename", ...options, remote(`${served}/a`), `${served}/folder/b`]);
    const { stdout } = await succeed(["stat", "--json", ...options, remote(`${served}/folder/b`)]);
    expect(JSON.parse(stdout)).toMatchObject({ name: "b", type: "file", size: 5 });
    const canonical = await succeed(["realpath", ...options, remote(`${served}/folder/../folder/b`)]);
    expect(canonical.stdout).toBe(`${served}/folder/b\n`);
    await succeed(["rm", ...options, remote(`${served}/folder/b`)]);
    expect(await fingerprint(served)).toEqual({ folder: "folder" });
  });

  it("shows names of any bytes, and nothing in them is active on a terminal", async () => {
    const { options, remote } = await open();
    const served = await mkdtemp(join(await scratch(), "names-"));
    const raw = Buffer.concat([Buffer.from(`${served}/`), Buffer.from([0x1b, 0x5b, 0x32, 0x4a, 0xff])]);
    await writeFile(raw, "x");

    const plain = await succeed(["ls", ...options, remote(served)]);
    expect(plain.stdout).toBe("\\u{1b}[2J\\xff\n");
    const json = await succeed(["ls", "--json", ...options, remote(served)]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      name: "\u001b[2J\udcff",
      nameBytes: Buffer.from([0x1b, 0x5b, 0x32, 0x4a, 0xff]).toString("base64"),
    });
  });
});

describe("sftp-cli with Debian's sftp-server", () => {
  it("says in one line that a folder may not be read, with exit code 1", async () => {
    const served = await scratch();
    await chmod(served, 0);
    onTestFinished(() => chmod(served, 0o700));
    // Nothing is forbidden to root.
    const asNobody = process.getuid?.() === 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";

    const args = ["ls", "--command", asNobody + program("sftp-server"), served];
    const { code, stderr } = await run(process.execPath, [sftpCli, ...args]);

    expect(code).toBe(1);
    expect(stderr).toBe(`sftp-cli: ${served}: Permission denied\n`);
  });
});

describe("sftp-cli with a real sshd", () => {
  it("refuses a server whose key is not the known one, with exit code 4", async () => {
    const server = await startSshd();
    onTestFinished(async () => void (await server.stop()));
    const other = join(await scratch(), "known_hosts");
    await writeFile(other, "");

    const args = ["--identity", server.account.identity, "--known-hosts", other];
    const { code, stderr } = await run(process.execPath, [sftpCli, "ls", ...args, urlOf(server)]);

    expect(code).toBe(4);
    expect(stderr).toMatch(/^sftp-cli: [^\n]*SHA256:[^\n]*\n$/);
  });

  it("says in one line that the key is not accepted, with exit code 3", async () => {
    const server = await startSshd();
    onTestFinished(async () => void (await server.stop()));
    await writeFile(server.account.authorizedKeys, "");

    const { code, stderr } = await run(process.execPath, [
      sftpCli,
      "ls",
      ...loginOptions(server),
      urlOf(server),
    ]);

    expect(code).toBe(3);
    expect(stderr).toMatch(/^sftp-cli: [^\n]* was not let in: tried [^\n]*; the server takes [^\n]*\n$/);
  });
});

function loginOptions({ account, knownHosts }: Endpoint): string[] {
  return ["--identity", account.identity, "--known-hosts", knownHosts];
}

function urlOf({ account, host, port }: Endpoint): string {
  return `sftp://${account.username}@${host}:${port}`;
}

async function succeed(args: readonly string[]): Promise<Outcome> {
  const outcome = await run(process.execPath, [sftpCli, ...args]);
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  return outcome;
}
