import type { ServerName } from "../../src/servers/index.ts";

const NOT_OFFERED = "does not offer the extension";

/**
 * What other people's servers do otherwise than the cases in cases.ts expect, and why. A case that is listed must fail:
 * one that starts to pass must leave this list.
 */
export const deviations: { readonly [Name in ServerName]?: Readonly<Record<string, string>> } = {
  "OpenSSH sshd": {
    "has the server compute digests": NOT_OFFERED,
  },
  paramiko: {
    "shortens and lengthens a file": "its set_file_attr overwrites the content with zeros",
    "renames over what exists by posixRename": NOT_OFFERED,
    "makes hard links": NOT_OFFERED,
    "finds, opens and removes names that are no UTF-8": "refuses the whole listing",
    "tells the figures of the file system": NOT_OFFERED,
  },
  asyncssh: {
    "makes and reads symbolic links": "expects the draft's order of clients that are not OpenSSH",
    "has the server compute digests": NOT_OFFERED,
  },
  "ProFTPD mod_sftp": {
    "preserves modes and times": "sets the modification time anew when the file is closed",
    "has the server compute digests": "does not announce the extension in version 3",
    "makes and reads symbolic links": "makes relative targets absolute",
  },
  "Erlang ssh_sftpd": {
    "transfers trees": "confuses the handles of files that are open at the same time",
    "preserves modes and times": "cannot set attributes by handle",
    "shortens and lengthens a file": "ignores the size",
    "removes a tree": "does not remove a link to a folder",
    "walks a tree": "ends the session at names beyond Latin-1",
    "renames over what exists by posixRename": NOT_OFFERED,
    "makes and reads symbolic links": "expects the arguments of SYMLINK in the draft's order",
    "makes hard links": NOT_OFFERED,
    "creates only what does not exist": "ignores EXCL",
    "tells what is missing by ENOENT": "says of a missing folder that it is none",
    "finds names in any alphabet, and makes them": "ends the session at names beyond Latin-1",
    "finds, opens and removes names that are no UTF-8": "leaves such names out of listings",
    "tells the figures of the file system": NOT_OFFERED,
    "has the server compute digests": NOT_OFFERED,
    "does 1,000 things at once": "confuses the handles of files that are open at the same time",
  },
};
