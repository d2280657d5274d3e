import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { importAll, install, installPeers, runScript } from "../src/install.ts";
import { pack } from "../src/pack.ts";
import { packages } from "../src/packages.ts";

const tarballs = new Map<string, string>();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "published-"));
  for (const [name, entry] of packages) tarballs.set(name, await pack(entry, folder));
});

afterAll(() => rm(folder, { recursive: true }));

describe.each([...packages])("%s", (name, { manifest }) => {
  const entries = Object.keys(manifest.publishConfig.exports)
    .filter((entry) => entry !== "./package.json")
    .map((entry) => name + entry.slice(1));

  it("has nothing that publint would change", async () => {
    const tarball = await readFile(tarballs.get(name)!);
    const { messages, pkg } = await publint({ pack: { tarball: exactBuffer(tarball) } });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it("has types wherever ES modules are resolved", async () => {
    const result = await checkPackage(createPackageFromTarballData(await readFile(tarballs.get(name)!)));
    if (!result.types) throw new Error("no types");
    const problems = result.problems.filter(
      (problem) =>
        !("resolutionKind" in problem) || ["node16-esm", "bundler"].includes(problem.resolutionKind),
    );
    expect(problems).toEqual([]);
  });

  it("can be imported where nothing but its own dependencies is installed", async () => {
    const target = await mkdtemp(join(tmpdir(), "installation-"));
    try {
      await install(name, target, tarballs);
      await importAll([name], target);
      await installPeers(name, target);
      await importAll(entries, target);
    } finally {
      await rm(target, { recursive: true });
    }
  });
});

it("the client is imported without ssh2, and connect() says how to install it", async () => {
  const target = await mkdtemp(join(tmpdir(), "installation-"));
  try {
    await install("@sftp/client", target, tarballs);
    await importAll(["@sftp/client/ssh2"], target);
    const connecting = `
      import { connect } from "@sftp/client/ssh2";
      await connect({ host: "localhost", username: "me", hostKey: "insecure-accept-any" });
    `;
    await expect(runScript(connecting, target)).rejects.toThrow(
      "connect() needs the package ssh2: npm install ssh2",
    );
  } finally {
    await rm(target, { recursive: true });
  }
});

function exactBuffer({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer {
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}
