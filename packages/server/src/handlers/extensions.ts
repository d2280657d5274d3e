import { chain } from "../backend/awaitable.ts";
import { SFTPError, StatusCode } from "@sftp/wire";
import { MAX_IDS, MAX_PACKET, PACKET_OVERHEAD } from "../budgets/serverLimits.ts";
import { checkedText } from "../session/sessionScope.ts";
import type { Handlers } from "./handler.ts";
import { look, oneName } from "./paths.ts";

/** What a client may ask about the server and its file systems. */
export const extensionHandlers: Handlers<
  | "statvfs@openssh.com"
  | "fstatvfs@openssh.com"
  | "space-available"
  | "limits@openssh.com"
  | "expand-path@openssh.com"
  | "home-directory"
  | "users-groups-by-id@openssh.com"
> = {
  "statvfs@openssh.com": ({ path }, scope) => look(scope, path, (at, ctx) => scope.backend.statvfs(at, ctx)),

  "fstatvfs@openssh.com"({ handle }, scope) {
    const file = scope.handles.file(handle);
    return {
      claims: [file.whole(false)],
      run: (ctx) => file.handle.statvfs?.(ctx) ?? scope.backend.statvfs(file.path, ctx),
    };
  },

  "space-available": ({ path }, scope) =>
    look(scope, path, (at, ctx) =>
      chain(scope.backend.statvfs(at, ctx), (stats) => ({
        bytesOnDevice: stats.blocks * stats.frsize,
        unusedBytesOnDevice: stats.bfree * stats.frsize,
        bytesAvailableToUser: (stats.blocks - stats.bfree + stats.bavail) * stats.frsize,
        unusedBytesAvailableToUser: stats.bavail * stats.frsize,
        bytesPerAllocationUnit: Number(stats.frsize),
      })),
    ),

  "limits@openssh.com": (_body, { limits }) => ({
    claims: [],
    run: () => ({
      maxPacketLength: BigInt(MAX_PACKET),
      maxReadLength: BigInt(limits.readBytes),
      maxWriteLength: BigInt(MAX_PACKET - PACKET_OVERHEAD),
      maxOpenHandles: BigInt(limits.handles),
    }),
  }),

  "expand-path@openssh.com": ({ path }, scope) => {
    checkedText(path);
    return { claims: [], run: (ctx) => chain(scope.backend.expandPath(path, ctx), oneName) };
  },

  "home-directory": ({ username }, scope) => {
    checkedText(username);
    return { claims: [], run: (ctx) => chain(scope.backend.homeDirectory(username, ctx), oneName) };
  },

  "users-groups-by-id@openssh.com": ({ uids, gids }, scope) => {
    const ids = uids.length + gids.length;
    if (ids > MAX_IDS) {
      throw new SFTPError(
        StatusCode.FAILURE,
        `${ids} ids were asked for; ask for at most ${MAX_IDS} at once`,
      );
    }
    return { claims: [], run: (ctx) => scope.backend.usersGroupsById(uids, gids, ctx) };
  },
};
