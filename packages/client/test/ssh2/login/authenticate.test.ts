import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { until } from "@sftp/testing";
import ssh2, { type AuthContext, type KeyboardAuthContext, type ParsedKey } from "ssh2";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SFTPClient } from "../../../src/client.ts";
import { connect } from "../../../src/ssh2/connect.ts";
import type { UnknownHost } from "../../../src/ssh2/hostKeys/hostKeyPolicy.ts";
import type { LoginOptions, PromptRequest } from "../../../src/ssh2/login/loginOptions.ts";
import { temporaryDirectory } from "../../transfer/temporaryDirectory.ts";
import { hostFingerprint, type SshServer, sshServer } from "../sshServer.ts";

/** Logs in as `me`, and closes the connection again. */
async function logIn({ host, port }: SshServer, login: LoginOptions): Promise<void> {
  const sftp: SFTPClient = await connect({ host, port, username: "me", hostKey: hostFingerprint, ...login });
  await sftp.close();
}

/** A server that asks questions, and lets in who knows the answers. */
function asking(prompts: { prompt: string; echo: boolean }[], answers: string[]) {
  return (attempt: AuthContext): void => {
    if (attempt.method !== "keyboard-interactive") return attempt.reject(["keyboard-interactive"]);
    (attempt as KeyboardAuthContext).prompt(
      prompts,
      "Two\u001b[2J steps",
      "Look at your device.",
      (given) => {
        if (JSON.stringify(given) === JSON.stringify(answers)) attempt.accept();
        else attempt.reject(["keyboard-interactive"]);
      },
    );
  };
}

describe("a server that asks", () => {
  const password = { prompt: "Password: ", echo: false };
  const code = { prompt: "Code: ", echo: true };

  it("for one secret gets the password", async () => {
    const server = await sshServer({}, asking([password], ["secret"]));
    await logIn(server, { password: "secret" });
    expect(server.logins).toEqual(["none", "keyboard-interactive"]);
    await expect(logIn(server, { password: "wrong" })).rejects.toThrow(
      "me was not let in: tried keyboard-interactive; the server takes keyboard-interactive",
    );
  });

  it("for more gets what onPrompt says, which is shown nothing raw", async () => {
    const server = await sshServer({}, asking([password, code], ["secret", "123456"]));
    const requests: PromptRequest[] = [];
    await logIn(server, {
      password: "not for this",
      async onPrompt(request) {
        requests.push(request);
        return ["secret", "123456"];
      },
    });
    expect(requests).toEqual([
      {
        host: server.host,
        username: "me",
        name: String.raw`Two\u{1b}[2J steps`,
        instructions: "Look at your device.",
        prompts: [password, code],
      },
    ]);
  });

  it("is told nothing if there is no answer, and an onPrompt that fails is what fails", async () => {
    const server = await sshServer({}, asking([code], ["123456"]));
    await expect(logIn(server, { password: "secret" })).rejects.toMatchObject({ code: "ERR_SFTP_AUTH" });
    await expect(logIn(server, { onPrompt: () => undefined })).rejects.toMatchObject({
      code: "ERR_SFTP_AUTH",
    });
    const failing = logIn(server, {
      onPrompt() {
        throw new Error("the window was closed");
      },
    });
    await expect(failing).rejects.toThrow("the window was closed");
  });

  it("may want a password, for which onPrompt is asked too", async () => {
    const server = await sshServer({});
    const asked: PromptRequest[] = [];
    await logIn(server, {
      onPrompt(request) {
        asked.push(request);
        return ["secret"];
      },
    });
    expect(asked.map(({ prompts }) => prompts)).toEqual([
      [{ prompt: `me@${server.host}'s password: `, echo: false }],
    ]);
    await expect(logIn(server, { onPrompt: () => [] })).rejects.toThrow(/nothing could be tried/);
  });
});

it("a password that has expired is said to be", async () => {
  const server = await sshServer({}, (attempt) => {
    if (attempt.method !== "password") return attempt.reject(["password"]);
    attempt.requestChange("Change it", () => {});
  });
  await expect(logIn(server, { password: "secret" })).rejects.toMatchObject({
    code: "ERR_SFTP_AUTH",
    message: expect.stringContaining("me was not let in (the password has expired)") as string,
  });
});

it("what the server does not take is not sent", async () => {
  const server = await sshServer({}, (attempt) => attempt.reject(["publickey"]));
  await expect(logIn(server, { password: "secret", onPrompt: () => ["secret"] })).rejects.toThrow(
    "me was not let in: nothing could be tried (there is no agent, no private key); the server takes publickey",
  );
  expect(server.logins).toEqual(["none"]);
});

/** An agent on a socket, with keys that sign or do not. */
async function agentWith(keys: readonly ParsedKey[], signs: (key: ParsedKey) => boolean): Promise<string> {
  const socket = join(await temporaryDirectory(), "agent");
  const server = createServer((stream) => {
    const agent = new ssh2.AgentProtocol(false);
    agent.on("identities", (request) => agent.getIdentitiesReply(request, [...keys]));
    agent.on("sign", (request, publicKey, data, options) => {
      const key = keys.find((each) => each.getPublicSSH().equals((publicKey as ParsedKey).getPublicSSH()));
      if (key === undefined || !signs(key)) agent.failureReply(request);
      else agent.signReply(request, key.sign(data, (options as { hash?: string }).hash));
    });
    stream.on("error", () => {});
    stream.pipe(agent).pipe(stream);
  });
  server.listen(socket);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return socket;
}

function newKey(): ParsedKey {
  const { private: text } = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
  const key = ssh2.utils.parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

/** A server that wants a key, and then what is asked for. */
function keyAndThenAnswer(key: ParsedKey): (attempt: AuthContext) => void {
  let hasKey = false;
  const ask = asking([{ prompt: "Code: ", echo: true }], ["123456"]);
  return (attempt) => {
    if (hasKey) return ask(attempt);
    if (attempt.method !== "publickey" || !attempt.key.data.equals(key.getPublicSSH())) {
      return attempt.reject(["publickey"]);
    }
    if (attempt.signature === undefined) return attempt.accept();
    hasKey = true;
    attempt.reject(["keyboard-interactive"], true);
  };
}

describe("a server that wants a key and an answer", () => {
  it("gets both, with a key of the user's", async () => {
    const { private: text } = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
    const server = await sshServer({}, keyAndThenAnswer(ssh2.utils.parseKey(text) as ParsedKey));
    await logIn(server, { privateKey: text, onPrompt: () => ["123456"] });
  });

  it("gets both, with a key of an agent's, and is not told the answer before", async () => {
    const [stranger, key] = [newKey(), newKey()];
    const server = await sshServer({}, keyAndThenAnswer(key));
    const agent = await agentWith([stranger, key], () => true);
    await logIn(server, { agent, onPrompt: () => ["123456"] });
    expect(server.logins.filter((method) => method === "keyboard-interactive")).toHaveLength(1);
  });
});

it("an agent that does not sign with one key is asked for the next", async () => {
  const [locked, key] = [newKey(), newKey()];
  const server = await sshServer({}, (attempt) => {
    if (attempt.method === "publickey") attempt.accept();
    else attempt.reject(["publickey"]);
  });
  await logIn(server, { agent: await agentWith([locked, key], (each) => each === key) });
  await expect(logIn(server, { agent: await agentWith([locked], () => false) })).rejects.toMatchObject({
    code: "ERR_SFTP_AUTH",
  });
  await until(() => server.sockets.every((socket) => socket.destroyed), "the end of the connections");
});

describe("a human who answers", () => {
  it("has three tries at a password, over all ways to ask for it, and none after no answer", async () => {
    const server = await sshServer({}, (attempt) => {
      if (attempt.method === "password" && attempt.password === "right") return attempt.accept();
      attempt.reject(["password"]);
    });
    const answering = (...answers: (string | undefined)[]) => {
      const asked: PromptRequest[] = [];
      const onPrompt = (request: PromptRequest) => {
        const answer = answers[asked.push(request) - 1];
        return answer === undefined ? undefined : [answer];
      };
      return { asked, login: logIn(server, { onPrompt }) };
    };
    await answering("wrong", "wrong", "right").login;
    const failing = answering("wrong", "wrong", "wrong", "right");
    await expect(failing.login).rejects.toThrow(
      "me was not let in: tried the password; the server takes password",
    );
    expect(failing.asked).toHaveLength(3);
    const tired = answering("wrong", undefined, "right");
    await expect(tired.login).rejects.toMatchObject({ code: "ERR_SFTP_AUTH" });
    expect(tired.asked).toHaveLength(2);
  });

  it("decides about the key of an unknown host, which is kept, and about no other", async () => {
    const server = await sshServer({});
    const knownHosts = join(await temporaryDirectory(), "known_hosts");
    const hosts: UnknownHost[] = [];
    const connecting = (answer: boolean) => {
      const { host, port } = server;
      const onUnknownHost = async (unknown: UnknownHost) => {
        hosts.push(unknown);
        return answer;
      };
      return connect({ host, port, username: "me", password: "secret", knownHosts, onUnknownHost });
    };
    await expect(connecting(false)).rejects.toMatchObject({ code: "ERR_SFTP_HOST_KEY" });
    await (await connecting(true)).close();
    await (await connecting(false)).close();
    const host = { host: server.host, keyType: "ecdsa-sha2-nistp256", fingerprint: hostFingerprint };
    expect(hosts).toEqual([
      { ...host, file: knownHosts },
      { ...host, file: knownHosts },
    ]);
  });
});
