#!/usr/bin/env node
import module from "node:module";
import { userInfo } from "node:os";
import { join } from "node:path";

// In the user's own directory: a directory that others may write to could hold code of theirs.
if (process.env.NODE_COMPILE_CACHE === undefined) {
  try {
    module.enableCompileCache?.(join(userInfo().homedir, ".cache", "sftp-cli"));
  } catch {
    // A user without an entry in passwd has no cache.
  }
}

const { runProgram } = await import("../bundle/runProgram.js");
await runProgram();
