/**
 * Which path SYMLINK names first: the target, as OpenSSH and nearly everybody has it, or the link, as
 * draft-ietf-secsh-filexfer-02 section 6.10 does.
 */
export type SymlinkOrder = "target-first" | "link-first";

/**
 * The pair in VERSION by which a server of `@sftp/server` says that it expects the link first of this client; its
 * data is the order. A client that knows the pair follows it, whatever software its SSH layer claims to be.
 */
export const SYMLINK_ORDER = "symlink-order@sftp";
