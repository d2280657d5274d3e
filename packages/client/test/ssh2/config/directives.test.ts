import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type Directive, readDirectives } from "../../../src/ssh2/config/directives.ts";
import { temporaryDirectory } from "../../transfer/temporaryDirectory.ts";

async function read(files: Record<string, string>): Promise<Directive[]> {
  const folder = await temporaryDirectory();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text.replaceAll("FOLDER", folder));
  }
  return readDirectives(join(folder, "config"));
}

function brief(directives: readonly Directive[]): unknown[] {
  return directives.map(({ keyword, values, included }) =>
    included === undefined ? [keyword, ...values] : brief(included),
  );
}

it("the lines of a file follow each other, whatever they stand under", async () => {
  const text = [
    "# a comment",
    "user me",
    "Host a b",
    "  Port = 2222",
    '  IdentityFile "~/my keys/id"',
    "",
    "MATCH user x",
    "\tUserKnownHostsFile /a /b # another",
  ];
  expect(brief(await read({ config: text.join("\n") }))).toEqual([
    ["user", "me"],
    ["host", "a", "b"],
    ["port", "2222"],
    ["identityfile", "~/my keys/id"],
    ["match", "user", "x"],
    ["userknownhostsfile", "/a", "/b"],
  ]);
});

it("a command is kept as it stands", async () => {
  const [line] = await read({ config: 'ProxyCommand ssh -W "%h:%p" gate -o "A=b c"' });
  expect(line!.text).toBe('ssh -W "%h:%p" gate -o "A=b c"');
});

it("Include brings what other files say, at its place", async () => {
  const files = {
    config: "Host a\nInclude FOLDER/more/*.conf FOLDER/none FOLDER/none*\nPort 3",
    "more/2.conf": "Port 2",
    "more/1.conf": "Host x\nInclude FOLDER/deep",
    "more/.hidden.conf": "Port 9",
    "more/note.txt": "Port 9",
    deep: "User me",
  };
  expect(brief(await read(files))).toEqual([
    ["host", "a"],
    [["host", "x"], [["user", "me"]], ["port", "2"]],
    ["port", "3"],
  ]);
});

it("files that include each other come to an end", async () => {
  await expect(read({ config: "Include FOLDER/config" })).rejects.toThrow(/include each other too deeply/);
});

it("a file that is not there or cannot be read is an error", async () => {
  await expect(readDirectives("/no/such/config")).rejects.toMatchObject({ code: "ENOENT" });
  await expect(read({ config: 'Host "a' })).rejects.toThrow(/config is no ssh_config that can be read/);
  await expect(read({ config: "Host" })).rejects.toThrow(/config is no ssh_config that can be read/);
});

async function ownConfig(text: string, mode: number): Promise<string> {
  const home = await temporaryDirectory();
  const folder = join(home, ".ssh");
  await mkdir(folder);
  await writeFile(join(folder, "config"), text);
  await chmod(join(folder, "config"), mode);
  vi.stubEnv("HOME", home);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

describe("the user's own configuration", () => {
  it("is read before the system's, with what it includes from its folder", async () => {
    const folder = await ownConfig("Include mine ~/.ssh/mine\nUser me", 0o644);
    await writeFile(join(folder, "mine"), "Port 2");
    const directives = brief(await readDirectives(true));
    expect(directives.slice(0, 2)).toEqual([
      [
        ["port", "2"],
        ["port", "2"],
      ],
      ["user", "me"],
    ]);
  });

  it("need not be there", async () => {
    vi.stubEnv("HOME", await temporaryDirectory());
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await readDirectives(true)).toBeInstanceOf(Array);
  });

  it("is not read, nor what it includes, where others could have written it", async () => {
    const folder = await ownConfig("Include between", 0o600);
    await writeFile(join(folder, "between"), "Include ./deep", { mode: 0o600 });
    await writeFile(join(folder, "deep"), "ProxyCommand touch /tmp/x", { mode: 0o600 });
    await readDirectives(true);
    for (const name of ["deep", "between", "config"]) {
      await chmod(join(folder, name), 0o664);
      await expect(readDirectives(true)).rejects.toThrow(`${name} can be written by others, and is not read`);
      await chmod(join(folder, name), 0o600);
    }
  });
});
