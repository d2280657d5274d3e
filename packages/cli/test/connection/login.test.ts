import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { login } from "../../src/connection/login.ts";
import type { RemoteOptions } from "../../src/connection/remoteCommand.ts";
import { UsageError } from "../../src/usageError.ts";
import { scratch } from "../scratch.ts";

const host = { host: "backup", port: undefined, username: undefined };
const env = { SECRET: "open sesame", EMPTY: "" };

function loginWith(options: Partial<RemoteOptions>, ask?: (question: string) => string | undefined) {
  return login(host, { timeout: 30, ...options }, { env, ask: ask && (async (question) => ask(question)) });
}

describe("a login", () => {
  it("is what ssh would do, where nothing is said", async () => {
    expect(await loginWith({})).toEqual({ ...host, config: true });
  });

  it("is with what the user names", async () => {
    const identity = join(await scratch(), "key");
    await writeFile(identity, "");
    const knownHosts = "/k";
    const options = { identity, passwordEnv: "SECRET", knownHosts, hostKey: "accept-new" };
    expect(await loginWith(options)).toEqual({
      ...host,
      config: true,
      identity,
      password: "open sesame",
      knownHosts,
      hostKey: "accept-new",
    });
  });

  it.each([
    [{ identity: "/no/such/key" }, /\/no\/such\/key cannot be read/],
    [{ passwordEnv: "EMPTY" }, /EMPTY/],
    [{ knownHosts: "/k", hostKey: "sha256:x" }, /--known-hosts goes only with --host-key accept-new/],
  ])("is refused with %j", async (options, words) => {
    await expect(loginWith(options)).rejects.toThrow(UsageError);
    await expect(loginWith(options)).rejects.toThrow(words);
  });

  it("asks whoever is there", async () => {
    const questions: string[] = [];
    const answers = ["secret", "a", "b", "c", undefined];
    const { passphrase, onPrompt } = await loginWith({}, (question) => {
      questions.push(question);
      return answers.shift();
    });
    expect(await (passphrase as (key: string) => unknown)("/k")).toBe("secret");
    const request = {
      host: "backup",
      username: "me",
      name: "Two steps",
      instructions: "",
      prompts: [
        { prompt: "Password: ", echo: false },
        { prompt: "Code: ", echo: true },
      ],
    };
    expect(await onPrompt!(request)).toEqual(["a", "b"]);
    expect(await onPrompt!(request)).toBeUndefined();
    expect(questions).toEqual([
      "Passphrase for /k: ",
      "Two steps\nPassword: ",
      "Code: ",
      "Two steps\nPassword: ",
      "Code: ",
    ]);
  });
});
