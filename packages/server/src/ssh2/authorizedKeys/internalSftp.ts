import { escapeName } from "@sftp/wire";

import type { SessionRestrictions } from "../login/restrictions.ts";
import type { Fail } from "../addresses/addressList.ts";

/**
 * What `command="internal-sftp ..."` asks for, as sftp-server(8) has it: `-R` refuses changes, `-d` is the directory where
 * relative paths begin, with `%u` for the user and `%%` for `%`, and `-u` the umask of new files and directories.
 */
export function internalSftp(command: string, username: string, fail: Fail): SessionRestrictions {
  const [program, ...words] = command.trim().split(/\s+/);
  if (program !== "internal-sftp") fail("this server can only run internal-sftp");
  const restrictions: { -readonly [Key in keyof SessionRestrictions]: SessionRestrictions[Key] } = {};
  const valueOf = (flag: string, rest: string): string =>
    rest || (words.shift() ?? fail(`${flag} of internal-sftp needs a value`));
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [, flag, rest = ""] = /^(-.)(.*)$/s.exec(word) ?? [];
    if (word === "-R") restrictions.readOnly = true;
    else if (flag === "-d") restrictions.startDirectory = directory(valueOf(flag, rest), username, fail);
    else if (flag === "-u") restrictions.umask = umask(valueOf(flag, rest), fail);
    else fail(`"${escapeName(word)}" of internal-sftp is not known here; -R, -d DIRECTORY and -u UMASK are`);
  }
  return restrictions;
}

function directory(text: string, username: string, fail: Fail): string {
  const path = text.replace(/%(.?)/gs, (_all, token: string) => {
    if (token === "%") return "%";
    if (token === "u") return username;
    return fail(`%${escapeName(token)} of internal-sftp is not known here; %u and %% are`);
  });
  return path.startsWith("/") ? path : `/${path}`;
}

function umask(text: string, fail: Fail): number {
  if (!/^0*[0-7]{1,3}$/.test(text)) fail(`"${escapeName(text)}" is no umask in octal, like 027`);
  return parseInt(text, 8);
}
