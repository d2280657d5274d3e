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

describe("an unknown host", () => {
  const unknown = { host: "host", keyType: "ssh-ed25519", fingerprint: "SHA256:abc", file: "known_hosts" };

  it.each([
    [["yes"], true],
    [[" SHA256:abc "], true],
    [["no"], false],
    [[undefined], false],
    [["y", "", "SHA256:other", "no"], false],
    [["what?", "yes"], true],
  ])("is accepted by yes or by its fingerprint: %j", async (answers, isAccepted) => {
    const questions: string[] = [];
    const ask = async (question: string) => answers[questions.push(question) - 1];
    const { onUnknownHost } = await login(host, {}, { env: {}, ask });
    expect(await onUnknownHost!(unknown)).toBe(isAccepted);
    expect(questions).toHaveLength(answers.length);
    expect(questions[0]).toContain("SHA256:abc");
  });

  it("is asked about nowhere without a terminal", async () => {
    expect(await login(host, {}, { env: {} })).not.toHaveProperty("onUnknownHost");
  });
});

describe("--identity-env", () => {
  it("takes a private key from the environment", async () => {
    const options = { identityEnv: "DEPLOY_KEY" };
    expect(await login(host, options, { env: { DEPLOY_KEY: "key" } })).toMatchObject({ privateKey: "key" });
    await expect(login(host, options, { env: {} })).rejects.toThrow("--identity-env DEPLOY_KEY");
  });
});
