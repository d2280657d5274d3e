import { describe, expect, it } from "vitest";
import { commandWords } from "../../src/connection/commandWords.ts";
import { UsageError } from "../../src/usageError.ts";

describe("commandWords", () => {
  it.each([
    ["/usr/lib/openssh/sftp-server", ["/usr/lib/openssh/sftp-server"]],
    ["  ssh  -s host\tsftp ", ["ssh", "-s", "host", "sftp"]],
    [`node "my cli.js" 'serve --stdio'`, ["node", "my cli.js", "serve --stdio"]],
    [String.raw`a\ b "c\"d" 'e\f'`, ["a b", 'c"d', String.raw`e\f`]],
    [`x"y"'z'`, ["xyz"]],
    [`prog "" ''`, ["prog", "", ""]],
    ["$HOME *.txt ~", ["$HOME", "*.txt", "~"]],
  ])("splits %s", (line, words) => {
    expect(commandWords(line)).toEqual(words);
  });

  it.each(["", "   ", `a "b`, `a 'b`])("refuses %j", (line) => {
    expect(() => commandWords(line)).toThrow(UsageError);
  });
});
