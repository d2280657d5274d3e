import { SFTPAttributes } from "@sftp/attributes";

import type { FolderListing, RequestContext } from "../backend/backend.ts";
import { OpenFolder } from "../handles/openFolder.ts";
import { type RequestPath, requestPath, type SessionScope } from "../session/sessionScope.ts";
import { END, type Handlers } from "./handler.ts";

/** The mode of a directory of which nothing else is known. */
const DIRECTORY = 0o40000;

/** The requests on open folders, and OPENDIR. */
export const folderHandlers: Handlers<"opendir" | "readdir"> = {
  opendir({ path }, scope) {
    const at = requestPath(scope, path, "looks");
    const place = scope.handles.reserve();
    return {
      claims: [at.claim],
      async run(ctx) {
        try {
          const listing = await scope.backend.listFolder(at.path, ctx);
          const folder = new OpenFolder(listing, at.claim.path, () => selfAndParent(scope, at, listing, ctx));
          if (!ctx.aborted) return { handle: scope.handles.add(folder) };
          await folder.close();
          throw ctx.signal.reason;
        } finally {
          place.release();
        }
      },
    };
  },

  readdir({ handle }, scope) {
    const folder = scope.handles.folder(handle);
    return {
      claims: [folder.claim()],
      async run(ctx) {
        const entries = await folder.page(ctx);
        return entries.length === 0 ? END : { entries };
      },
    };
  },
};

/** The entries "." and "..", as OpenSSH's server has them; at the root both are the root. */
async function selfAndParent(
  { backend }: SessionScope,
  { path, claim }: RequestPath,
  { directory }: FolderListing,
  ctx: RequestContext,
): Promise<SFTPAttributes[]> {
  const stat = async (of: string): Promise<SFTPAttributes | undefined> => {
    try {
      return await backend.stat(of, ctx);
    } catch {
      // It may be listed and not looked at.
      return undefined;
    }
  };
  const self = directory ?? (await stat(path)) ?? new SFTPAttributes({ mode: DIRECTORY });
  const above = claim.path === "/" ? self : ((await stat(aboveOf(path))) ?? self);
  return [named(self, "."), named(above, "..")];
}

/** The directory above one, as a path that every backend understands. */
function aboveOf(path: string): string {
  return /(^|\/)\.{0,2}\/*$/.test(path) ? `${path}/..` : path.replace(/[^/]+\/*$/, "") || ".";
}

function named(attributes: SFTPAttributes, filename: string): SFTPAttributes {
  return SFTPAttributes.fromWire(attributes.toWire(), filename);
}
