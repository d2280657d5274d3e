import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { sftpWithProgram } from "../../src/clients/openssh.ts";
import { scratch } from "../../src/files/temporaryFolder.ts";
import { type Outcome, run, runOk } from "../../src/process/run.ts";
import { sftpCli } from "../../src/servers/sftpCli.ts";

const SERVER = "/usr/lib/openssh/sftp-server";

/** The batches of OpenSSH's own tests as cases of ours: each is run in a directory like the one of `prepare`. */
const cases: Readonly<Record<string, readonly string[]>> = {
  lls: ["lcd dir", "lls"],
  "lls with a path": ["lls dir"],
  ls: ["ls dir"],
  "a local command": ["!echo hi there"],
  "pwd, lpwd, help, version": ["pwd", "lpwd", "help", "version", "?"],
  quit: ["quit", "mkdir not-made"],
  "bye and exit": ["bye", "mkdir not-made"],
  get: ["get data copy"],
  "get quoted": ['get "data" copy'],
  "get a name with quotes": [String.raw`get "quote.\"blah\"" copy`],
  "get a name with blanks": [String.raw`get has\ spaces.txt copy`],
  "get a name with glob characters": ['get "has [metachar].txt" copy'],
  "get into a directory": ["get data dir"],
  "get a glob into a directory": ["get glob/l* dir"],
  "get into the local directory": ["lcd dir", "get /etc/hostname"],
  "get a glob into the local directory": ["lcd dir", "get glob/l*"],
  put: ["put data copy"],
  "put under a name with quotes": [String.raw`put data "copy.\"blah\""`],
  "put under a name with blanks": [String.raw`put data copy\ with\ spaces`],
  "put into a directory": ["put data dir"],
  "put a glob into a directory": ["put glob/l? dir"],
  "put into the remote directory": ["cd dir", "put data"],
  "put a glob into the remote directory": ["cd dir", "put glob/l*"],
  rename: ["rename data copy"],
  "rename over a file": ["rename data other"],
  "rename -l": ["rename -l data copy"],
  "rename -l over a file": ["rename -l data other"],
  "rename a directory": ["rename dir dir2"],
  ln: ["ln data copy"],
  "ln -s": ["ln -s data copy"],
  symlink: ["symlink data copy"],
  mkdir: ["mkdir made"],
  chdir: ["chdir dir"],
  rmdir: ["rmdir dir"],
  lmkdir: ["lmkdir made"],
  lchdir: ["lchdir dir"],
  "get what does not exist": ["get missing copy"],
  "get a glob into what does not exist": ["get glob/l* missing"],
  "put what does not exist": ["put missing copy"],
  "put a glob into what does not exist": ["put glob/l* missing"],
  "rename what does not exist": ["rename missing copy"],
  "rename onto a directory": ["rename data dir"],
  "put a glob onto a file": ["put glob/l* other"],
  "good commands": ["get data copy", "put copy copy.1", "rm copy", "-put copy copy.2"],
  "comments and blank lines": ["\t# This is a comment", "", "\t# That was a blank line", "\tls"],
  "bad commands": ["get data copy", "put copy copy.3", "rm copy.*", "put copy.3 copy.4"],
  "what is no command": ["jajajajaja"],
  chmod: ["chmod 0700 data"],
  "chmod a glob": ["chmod 600 glob/*"],
  chgrp: ["chgrp 0 data"],
  rm: ["rm data"],
  "rm a glob": ["rm glob/l*"],
  "rm what does not exist": ["rm missing"],
  "rmdir what is not empty": ["rmdir glob"],
  "mkdir what exists": ["mkdir dir"],
  df: ["df /", "df -h /", "df -i"],
  "ls -ln": ["ls -ln dir"],
  "get -r and put -r": ["get -r glob copied", "put -r glob dir"],
  "get a directory": ["get glob copied"],
  reget: ["reget data partial"],
  reput: ["reput data partial"],
  "-p and -f": ["get -pf data copy", "put -pf data copy2"],
  "failures that are ignored": ["-rm missing", "@-rm missing", "-@rm missing", "mkdir made"],
  "a quote that is not closed": ['get "data copy'],
};

/** What `ls -l` finds with each form of quoting, and what it must not. */
const listings: readonly [target: string, expected: string, unexpected?: string][] = [
  ["names/fil*", "names/file"],
  ["nam*", "file"],
  ['names/g-wild"*"', "g-wild*", "g-wildx"],
  [String.raw`names/g-wild\*`, "g-wild*", "g-wildx"],
  [String.raw`names/g-quote\"`, 'g-quote"'],
  [String.raw`"names/g-quote\""`, 'g-quote"'],
  [`'names/g-quote"'`, 'g-quote"'],
  [String.raw`names/g-q\ space`, "g-q space"],
  ["'names/g-q space'", "g-q space"],
  [String.raw`names/g-sl\\ash`, String.raw`g-sl\ash`],
  [String.raw`'names/g-sl\\ash'`, String.raw`g-sl\ash`],
  [String.raw`names/g-slash\\`, "g-slash\\"],
  [String.raw`'names/g-slash\\'`, "g-slash\\"],
  [String.raw`names/g-qs\\\"`, String.raw`g-qs\"`],
  [String.raw`'names/g-qs\\"'`, String.raw`g-qs\"`],
];

async function prepare(): Promise<string> {
  const folder = await scratch();
  for (const name of ["dir", "glob", "names"]) await mkdir(join(folder, name));
  const files = ["data", "other", 'quote."blah"', "has spaces.txt", "has [metachar].txt"];
  await writeFile(join(folder, "partial"), "content of d");
  const globbed = ["glob/l1", "glob/l2", "glob/long", "glob/other"];
  const names = [
    "file",
    "g-wild*",
    "g-wildx",
    'g-quote"',
    "g-q space",
    String.raw`g-sl\ash`,
    "g-slash\\",
    String.raw`g-qs\"`,
  ];
  for (const name of [...files, ...globbed, ...names.map((each) => `names/${each}`)])
    await writeFile(join(folder, name), `content of ${name}`, { mode: 0o644 });
  return folder;
}

function ours(lines: readonly string[], cwd: string): Promise<Outcome> {
  const args = [sftpCli, "batch", "-", "--command", SERVER];
  return run(process.execPath, args, { cwd, input: lines.map((line) => `${line}\n`).join("") });
}

/** Everything in a directory: types, names, targets of links, contents. */
async function found(folder: string): Promise<string> {
  const script = String.raw`find . -printf '%y %p %l\n' | LC_ALL=C sort; find . -type f -exec md5sum {} + | LC_ALL=C sort`;
  return (await runOk("sh", ["-c", script], { cwd: folder })).stdout;
}

describe("batch has the outcome of sftp -b", () => {
  it.each(Object.entries(cases))("%s", async (_name, lines) => {
    const [theirFolder, ourFolder] = [await prepare(), await prepare()];
    const [their, our] = [await sftpWithProgram(SERVER, lines, theirFolder), await ours(lines, ourFolder)];
    expect([our.code === 0, our.stderr], our.stderr).toEqual([their.code === 0, our.stderr]);
    expect(await found(ourFolder)).toBe(await found(theirFolder));
  });

  it.each(listings)("ls -l %s", async (target, expected, unexpected) => {
    const { code, stdout } = await ours([`@ls -l ${target}`], await prepare());
    expect(code).toBe(0);
    expect(stdout).toContain(expected);
    if (unexpected !== undefined) expect(stdout).not.toContain(unexpected);
  });
});
