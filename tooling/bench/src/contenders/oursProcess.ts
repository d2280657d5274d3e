import type { Library } from "./contender.ts";
import { everything, ours } from "./ours.ts";

/** The server's program at the other end of a pipe: what the client does when no SSH is in the way. */
export const oursProcess: Library = {
  how: "library",
  name: "@sftp/client over a pipe, no SSH",
  cipher: "none",
  can: everything,
  async open({ sftpServer }) {
    const { connect } = await import("@sftp/client/process");
    return ours(await connect({ command: sftpServer }));
  },
};
