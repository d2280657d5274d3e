import type { Accepted } from "../comparison.ts";

const ANY = /^/;

/** What SFTP cannot say, whoever the server is. */
const inherent: readonly Accepted[] = [
  {
    reason: "version 3 has no status for ENOTDIR and ELOOP: they are NO_SUCH_FILE or FAILURE",
    step: ANY,
    ours: /^throws (ENOENT|EIO|EBADMSG)$/,
    theirs: /^throws (ENOTDIR|ELOOP)$/,
    goesOn: true,
  },
  {
    reason: "version 3 has no status for EINVAL: it is BAD_MESSAGE",
    step: ANY,
    ours: /^throws EBADMSG$/,
    theirs: /^throws EINVAL$/,
    goesOn: true,
  },
  {
    reason:
      "version 3 has no status for EISDIR, EEXIST and their like: they are FAILURE, and the client looks for the reason where that costs nothing",
    step: ANY,
    ours: /^throws EIO$/,
    theirs: /^throws (EISDIR|EEXIST|ENOTEMPTY|EXDEV|EBUSY|EINVAL)$/,
    goesOn: true,
  },
  {
    reason: "version 3 has no status for EPERM: it is PERMISSION_DENIED",
    step: ANY,
    ours: /^throws EACCES$/,
    theirs: /^throws EPERM$/,
    goesOn: true,
  },
  {
    reason: "of two things that are wrong another one is told first",
    step: /"(copyFile|readFile|readdir|readlink|open|rename|link|writeFile|rm)"/,
    ours: /^throws (EISDIR|ENOENT|ENOTDIR|EEXIST|EIO|EACCES|EBADMSG)$/,
    theirs: /^throws (ENOENT|ENOTDIR|EEXIST|EISDIR|EPERM|EINVAL|ENOTEMPTY)$/,
  },
  {
    reason: "with `force`, what cannot be there is not there; Node tells a file in the place of a directory",
    step: /"rm"/,
    ours: /^undefined$/,
    theirs: /^throws (ENOTDIR|ELOOP)$/,
    goesOn: true,
  },
  {
    reason:
      "a file that is open for the other direction is refused by the server, whose status says no EBADF",
    step: /"(open|writeFile|appendFile)"/,
    ours: /^(\[|throws (EACCES|ENOENT|EISDIR|EIO))/,
    theirs: /throws EBADF/,
  },
  {
    reason: "OPEN opens regular files only, or the client looks first; Node opens a directory for reading",
    step: /"open"/,
    ours: /^throws (EISDIR|EIO)$/,
    theirs: /^\["throws EBADF","throws EBADF","throws EISDIR"/,
  },
];

/** Where `client.fs` is not `node:fs`, with our server. */
export const accepted: readonly Accepted[] = [...inherent];

/** And with OpenSSH's. */
export const acceptedAtOpenssh: readonly Accepted[] = [
  ...inherent,
  {
    reason: "OpenSSH's REALPATH gives a path for what does not exist too",
    step: /"realpath"/,
    ours: /^"/,
    theirs: /^throws ENOENT$/,
    goesOn: true,
  },
];
