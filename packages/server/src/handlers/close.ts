import { SFTPError, StatusCode } from "@sftp/wire";

import type { RequestContext } from "../backend/backend.ts";
import { OpenFile } from "../handles/openFile.ts";
import type { Handlers } from "./handler.ts";

/** CLOSE, which is for files and folders alike. */
export const closeHandlers: Handlers<"close"> = {
  close({ handle }, scope) {
    const opened = scope.handles.take(handle);
    const claim = opened instanceof OpenFile ? opened.whole(true) : opened.claim();
    if (opened instanceof OpenFile) opened.ascending?.end();
    return {
      claims: [claim],
      patient: true,
      async run(ctx) {
        try {
          await (opened instanceof OpenFile ? closeFile(opened, ctx) : opened.close());
        } finally {
          scope.handles.closed(opened);
        }
      },
    };
  },
};

async function closeFile(file: OpenFile, ctx: RequestContext): Promise<void> {
  if (!file.incomplete) return file.close("closed", ctx);
  await file.close("aborted", ctx);
  throw new SFTPError(StatusCode.FAILURE, "the file is incomplete: a write to it failed or never came");
}
