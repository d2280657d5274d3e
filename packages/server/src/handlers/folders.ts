import { OpenFolder } from "../handles/openFolder.ts";
import { requestPath } from "../session/sessionScope.ts";
import { END, type Handlers } from "./handler.ts";

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
          const folder = new OpenFolder(listing, at.claim.path);
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
