import { escapeName } from "@sftp/sftp";
import type { Context } from "../context.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { quietView } from "./quietView.ts";
import type { TransferView } from "./transferView.ts";

/** One line on stdout for everything that has arrived, for pipes and logs. */
export function plainView(context: Pick<Context, "stdout" | "stderr">): TransferView {
  return {
    ...quietView(context),
    done({ source, target }, bytes) {
      context.stdout.write(`${escapeName(source)} -> ${escapeName(target)} (${formatBytes(bytes)})\n`);
    },
  };
}
