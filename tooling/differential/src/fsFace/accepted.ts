import type { Accepted } from "../comparison.ts";

const ANY = /^/;

/** What SFTP cannot say, whoever the server is. */
const inherent: readonly Accepted[] = [
  {
    reason:
      "a copy gets ordinary permissions, or those of its source where these are narrower; Node's gets its source's",
    step: /"l?stat"/,
    ours: /^"file 1006/,
    theirs: /^"file 1007/,
    goesOn: true,
  },
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
    step: /"(open|readFile|writeFile|appendFile)"/,
    ours: /^(\[|throws (EACCES|ENOENT|EISDIR|EIO))/,
    theirs: /throws EBADF/,
  },
];

/** What our server does otherwise than the system. */
const atOurs: readonly Accepted[] = [
  {
    reason: "OPEN opens regular files only, or the client looks first; Node opens a directory for reading",
    step: /"open"/,
    ours: /^throws (EISDIR|EIO)$/,
    theirs: /^\["throws EBADF","throws EBADF","throws EISDIR"/,
  },
];

/** To be mended; each leaves this list then. */
const open: readonly Accepted[] = [
  {
    reason:
      "to be mended: a file that is open for appending is read from its end, in Node from its beginning",
    step: /"(readFile|open)".*"a\+"/,
    ours: /^("|\[)/,
    theirs: /^("|\[)/,
    goesOn: true,
  },
  {
    reason: "to be mended: mkdir with `recursive` does not say which directory it made first",
    step: /"mkdir"/,
    ours: /^undefined$/,
    theirs: /^"/,
    goesOn: true,
  },
  {
    reason: "to be mended: mkdir with `recursive` where a dangling link has the name is EIO, in Node ENOENT",
    step: /"mkdir"/,
    ours: /^throws EIO$/,
    theirs: /^throws ENOENT$/,
    goesOn: true,
  },
  {
    reason: "to be mended: rm of a directory without `recursive` has the code EISDIR, in Node ERR_FS_EISDIR",
    step: /"rm"/,
    ours: /^throws EISDIR$/,
    theirs: /^throws ERR_FS_EISDIR$/,
    goesOn: true,
  },
];

/** Where `client.fs` is not `node:fs`, with our server. */
export const accepted: readonly Accepted[] = [...inherent, ...atOurs, ...open];

/** And with OpenSSH's. */
export const acceptedAtOpenssh: readonly Accepted[] = [...inherent, ...open];
