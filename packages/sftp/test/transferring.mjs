/**
 * A client on stdin and stdout that transfers a file again and again, two versions of it in turn, until it is killed.
 * Arguments: `get` or `put`, and the local folder.
 */
import { join } from "node:path";
import { Duplex } from "node:stream";
import { SFTPClient } from "@sftp/client";

const [direction, folder] = process.argv.slice(2);
const sftp = await SFTPClient.fromChannel(Duplex.from({ readable: process.stdin, writable: process.stdout }));
const options = { atomic: true, durable: true };
for (;;) {
  for (const version of ["one", "two"]) {
    if (direction === "put") await sftp.put(join(folder, version), "/f", options);
    else await sftp.get(`/${version}`, join(folder, "f"), options);
  }
}
