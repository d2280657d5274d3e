import { isSFTPError, type SFTPClient } from "@sftp/client";
import { connect } from "@sftp/client/ssh2";
import type { SFTPServerInterface } from "@sftp/server";

/** What an editor shows must be the types that are meant, not `any`. */
export async function download(host: string): Promise<number> {
  const sftp: SFTPClient = await connect({ host, username: "me", knownHosts: "~/.ssh/known_hosts" });
  try {
    const { size } = await sftp.stat("/pub/big.iso");
    // @ts-expect-error a path is no number
    await sftp.get(42, "big.iso");
    // @ts-expect-error an option that does not exist
    await sftp.get("/pub/big.iso", "big.iso", { recurse: true });
    return size ?? (await sftp.readFile("/pub/big.iso")).length;
  } catch (error) {
    if (isSFTPError(error) && error.code === "ENOENT") return 0;
    throw error;
  } finally {
    await sftp.close();
  }
}

export const backend: SFTPServerInterface = {
  open(path) {
    const text: string = path;
    return { read: (into: Uint8Array, offset: number) => (offset === 0 ? into.length - text.length : 0) };
  },
};
