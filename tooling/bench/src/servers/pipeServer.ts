import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { Competitor } from "../contenders/contender.ts";

/** A server that speaks SFTP on its stdin and stdout. */
export interface PipeServer extends Competitor {
  /** Its program, which is started without arguments. */
  readonly command: string;
}

const CLI = fileURLToPath(new URL("../../../../packages/cli/bin/sftp-cli.js", import.meta.url));

/** All of them, as far as they have to be made in `folder`; ratios are to the first. */
export function pipeServers(folder: string): PipeServer[] {
  return [
    { name: "OpenSSH sftp-server", cipher: "none", command: "/usr/lib/openssh/sftp-server" },
    { name: "Go pkg/sftp", cipher: "none", command: buildGoServer(folder) },
    { name: "@sftp/cli serve --stdio", cipher: "none", command: ours(folder, "whole") },
    { name: "@sftp/cli serve --stdio, in a jail", cipher: "none", command: ours(folder, "jail", "/") },
  ];
}

/** A program of this name that starts our server. */
function ours(folder: string, name: string, ...args: string[]): string {
  const words = [process.execPath, CLI, "serve", "--stdio", ...args].map((word) => `'${word}'`);
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nexec ${words.join(" ")}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** Builds the server that comes with Debian's golang-github-pkg-sftp-dev, as Debian builds Go: without modules. */
function buildGoServer(folder: string): string {
  const path = join(folder, "go-sftp-server");
  const env = {
    ...process.env,
    GO111MODULE: "off",
    GOPATH: "/usr/share/gocode",
    GOCACHE: join(folder, "go-cache"),
  };
  try {
    execFileSync("go", ["build", "-o", path, "github.com/pkg/sftp/server_standalone"], {
      env,
      stdio: "pipe",
    });
  } catch (error) {
    throw new Error(
      "the Go server cannot be built; on Debian: apt-get install golang-go golang-github-pkg-sftp-dev",
      { cause: error },
    );
  }
  return path;
}
