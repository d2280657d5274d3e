import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { whileReading } from "../../file/whileReading.ts";
import type { Session } from "../../session/session.ts";
import { LocalFile } from "../localFile.ts";
import { type ComparisonCall, sameUntil } from "./sameUntil.ts";

const { O_RDONLY } = constants;

/**
 * Whether a remote and a local file, which have the same length, have the same content.
 *
 * @param localFlags for `open`, beside reading
 */
export function sameFiles(
  session: Session,
  remotePath: string,
  localPath: Buffer,
  length: number,
  call: ComparisonCall,
  localFlags = 0,
): Promise<boolean> {
  return session.room.during(1, call.signal, async (reservation) => {
    const file = await open(localPath, O_RDONLY | localFlags);
    try {
      return await whileReading(session, remotePath, { ...call, reservation }, async (remote) => {
        const pair = { remote, local: new LocalFile(file) };
        return (await sameUntil(pair, 0, length, call)) === length;
      });
    } finally {
      await file.close();
    }
  });
}
