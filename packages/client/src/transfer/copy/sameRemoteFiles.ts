import { whileReading } from "../../file/whileReading.ts";
import { type ComparisonCall, sameUntil } from "../compare/sameUntil.ts";
import type { RemoteFile } from "./copyFile.ts";
import { RemoteContent } from "./remoteContent.ts";
import { withRoom } from "./withRoom.ts";

/** Whether two remote files, which have the same length, have the same content. */
export function sameRemoteFiles(
  one: RemoteFile,
  other: RemoteFile,
  length: number,
  call: ComparisonCall,
): Promise<boolean> {
  return withRoom(one.session, other.session, call.signal, (at, to) =>
    whileReading(one.session, one.path, { ...call, ...at }, (remote) =>
      whileReading(other.session, other.path, { ...call, ...to }, async (second) => {
        const pair = { remote, local: new RemoteContent(second, call.signal) };
        return (await sameUntil(pair, 0, length, call)) === length;
      }),
    ),
  );
}
