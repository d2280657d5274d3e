#!/usr/bin/env node
import { mkdirSync, statSync } from "node:fs";
import module from "node:module";
import { userInfo } from "node:os";
import { join } from "node:path";

// Clients of `serve` may be able to write below the home: nothing of theirs is ever loaded as code.
const servesOthers = process.argv[2] === "serve";

if (
  !servesOthers &&
  process.env.NODE_COMPILE_CACHE === undefined &&
  module.enableCompileCache !== undefined
) {
  try {
    const directory = join(userInfo().homedir, ".cache", "sftp-cli");
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(directory);
    // A directory that others may write to could hold code of theirs.
    const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
    if (isOwn) module.enableCompileCache(directory);
  } catch {
    // A user without an entry in passwd, or without a home that can be written to, has no cache.
  }
}

const { runProgram } = await import("../bundle/runProgram.js");
await runProgram();
