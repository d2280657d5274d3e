import { FsBackend } from "@sftp/fs-backend";
import { OpenFlags, SFTPAttributes } from "@sftp/server";

import { BLOCK, BLOCKS } from "./crash.ts";

/*
 * node uploader.js ROOT    Writes the file "f" anew for ever, each time with one byte all through, and says "written" when
 *                          the first is whole. It is killed at some moment.
 */
const backend = new FsBackend({ root: process.argv[2]!, atomicUploads: true });
backend.sessionStarted();
const flags = OpenFlags.WRITE | OpenFlags.CREAT | OpenFlags.TRUNC;
for (let generation = 0; ; generation++) {
  const file = await backend.open("/f", flags, new SFTPAttributes());
  const block = Buffer.alloc(BLOCK, generation % 251);
  for (let n = 0; n < BLOCKS; n++) await file.write(block, n * BLOCK);
  await file.close("closed");
  if (generation === 0) process.stdout.write("written\n");
}
