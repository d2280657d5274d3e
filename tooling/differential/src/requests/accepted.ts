import type { Accepted } from "../comparison.ts";

/** A path that is empty, as JSON has it in a request. */
const EMPTY = /"(path|from|to)":""/;
/** A path whose last component is nothing, "." or "..". */
const UNNAMED = /"(path|from|to)":"(\.|[^"]*\/\.{0,2})"/;
const LONG = /n{256}/;
const ANY = /^/;

/** Where our server answers otherwise than OpenSSH's, on purpose. */
export const accepted: readonly Accepted[] = [
  {
    reason:
      "an empty path is the directory in which a session begins, as the draft has it; OpenSSH's finds nothing there",
    step: EMPTY,
    ours: ANY,
    theirs: /^NO_SUCH_FILE$/,
  },
  {
    reason: "a SETSTAT that sets nothing still has to name something",
    step: /"l?setstat.*"attrs":\{\}/,
    ours: /^(NO_SUCH_FILE|FAILURE|BAD_MESSAGE)$/,
    theirs: /^OK$/,
    goesOn: true,
  },
  {
    reason:
      "a handle that was opened for the other direction is refused as such; OpenSSH's says NO_SUCH_FILE for EBADF",
    step: /"(read|write)"/,
    ours: /^PERMISSION_DENIED$/,
    theirs: /^NO_SUCH_FILE$/,
    goesOn: true,
  },
  {
    reason: "every use of a handle that is closed fails in the same way; OpenSSH's says NO_SUCH_FILE in some",
    step: /"(fsync@openssh\.com|close)"/,
    ours: /^FAILURE$/,
    theirs: /^NO_SUCH_FILE$/,
    goesOn: true,
  },
  {
    reason: "OPEN opens regular files only; open(2) opens a directory for reading",
    step: /"open"/,
    ours: /^FAILURE$/,
    theirs: /^a handle$/,
  },
  {
    reason:
      "RENAME to a name that is taken fails, also where the name is its own; rename(2) of a directory onto itself does nothing",
    step: /"rename"/,
    ours: /^FAILURE$/,
    theirs: /^OK$/,
  },
  {
    reason: "OPEN and MKDIR never set set-id and sticky bits",
    step: /stat"/,
    ours: /^mode \d+0\d{3} /,
    theirs: /^mode \d+[1-7]\d{3} /,
  },
  {
    reason: "SETSTAT stops at the first thing that fails; OpenSSH's does the rest",
    step: /stat"/,
    ours: /^mode/,
    theirs: /^mode/,
  },
  {
    reason: "OPEN with TRUNC and without WRITE makes no sense and is refused",
    step: /"open"/,
    ours: /^BAD_MESSAGE$/,
    theirs: /^a handle$/,
  },
  {
    reason: "which of two things that are wrong with a name is told first is not said anywhere",
    step: LONG,
    ours: /^(BAD_MESSAGE|NO_SUCH_FILE|FAILURE)$/,
    theirs: /^(BAD_MESSAGE|NO_SUCH_FILE|FAILURE|OK)$/,
  },
  {
    reason:
      "components that are empty or . count for nothing, wherever they are; the system refuses some of them at the end",
    step: UNNAMED,
    ours: /^(OK|BAD_MESSAGE|NO_SUCH_FILE|FAILURE)$/,
    theirs: /^(OK|BAD_MESSAGE|NO_SUCH_FILE|FAILURE|PERMISSION_DENIED)$/,
  },
];
