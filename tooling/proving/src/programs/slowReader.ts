/** A client that downloads a file into a sink that is slow at first, and only then as quick as it can be. */
import { Writable } from "node:stream";

import { connect } from "@sftp/client/ssh2";

import { PASSWORD, USER } from "../process/login.ts";

/** Chunks with which it takes its time, in milliseconds each. */
const SLOW = { chunks: 200, each: 10 };

const [host = "", port = ""] = process.argv.slice(2);
const sftp = await connect({
  host,
  port: Number(port),
  username: USER,
  password: PASSWORD,
  hostKey: "insecure-accept-any",
});
// What every first download loads and compiles is no part of it.
await sftp.getfo("/warm-up", new Writable({ write: (_chunk, _encoding, done) => done() }));
process.send!("ready");
process.on("disconnect", () => process.exit());
process.once("message", async () => {
  let chunks = 0;
  const sink = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      if (chunks++ < SLOW.chunks) setTimeout(done, SLOW.each);
      else done();
    },
  });
  process.send!(await sftp.getfo("/file", sink));
});
