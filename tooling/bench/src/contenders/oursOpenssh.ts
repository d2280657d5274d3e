import { GCM } from "./ciphers.ts";
import type { Library } from "./contender.ts";
import { everything, ours } from "./ours.ts";
import { sshArguments } from "./sshArguments.ts";

export const oursOpenssh: Library = {
  how: "library",
  name: "@sftp/client over OpenSSH's ssh",
  cipher: GCM,
  can: everything,
  async open(endpoint) {
    const { connect } = await import("@sftp/client/openssh");
    return ours(await connect({ host: endpoint.host, args: sshArguments(endpoint) }));
  },
};
