import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ssh2 from "ssh2";
import { expect, it } from "vitest";
import { loginKeys } from "../../../src/ssh2/login/loginKeys.ts";
import { temporaryDirectory } from "../../transfer/temporaryDirectory.ts";

const passphrase = "open sesame";
const plain = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
const locked = ssh2.utils.generateKeyPairSync("ecdsa", {
  bits: 256,
  passphrase,
  cipher: "aes256-ctr",
  rounds: 1,
});

async function file(content: string, mode = 0o600): Promise<string> {
  const path = join(await temporaryDirectory(), "key");
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

it("keys come in their order, those given by content first", async () => {
  const identity = [await file(locked.private), await file(plain.public, 0o644)];
  const keys = await loginKeys({ privateKey: [plain.private, Buffer.from(locked.private)], identity });
  expect(keys.map(({ name }) => name)).toEqual([
    "the key in privateKey[0]",
    "the key in privateKey[1]",
    ...identity,
  ]);
  for (const { publicKey } of keys) expect(publicKey).toBeInstanceOf(Buffer);
  expect((await keys[0]!.unlock())!.isPrivateKey()).toBe(true);
  for (const key of keys.slice(1))
    await expect(key.unlock()).rejects.toMatchObject({ code: "ERR_SFTP_AUTH" });
  expect((await loginKeys({ privateKey: plain.private }))[0]!.name).toBe("the key in privateKey");
});

it("a wrong passphrase, what is no key and what others can read fail at once", async () => {
  const wrong = { passphrase: "wrong" };
  await expect(loginKeys({ privateKey: locked.private, ...wrong })).rejects.toThrow(/has another passphrase/);
  expect(await loginKeys({ privateKey: plain.private, ...wrong })).toHaveLength(1);
  await expect(loginKeys({ identity: await file("hello") })).rejects.toThrow(/is no private key/);
  const open = await file(plain.private, 0o640);
  await expect(loginKeys({ identity: open })).rejects.toThrow(
    `${open} can be read by others (its mode is 640): chmod 600 it`,
  );
  await expect(loginKeys({ identity: "/no/such/key" })).rejects.toMatchObject({ code: "ENOENT" });
});

it("a passphrase is asked for when the key's turn comes, three times at most", async () => {
  const answers = ["wrong", passphrase];
  const asked: string[] = [];
  const ask = (name: string): string | undefined => {
    asked.push(name);
    return answers.shift();
  };
  const [key] = await loginKeys({ privateKey: locked.private, passphrase: ask });
  expect(asked).toEqual([]);
  expect((await key!.unlock())!.isPrivateKey()).toBe(true);
  expect(asked).toHaveLength(2);
  expect(await key!.unlock()).toBeUndefined();
  answers.push("a", "b", "c", passphrase);
  await expect(key!.unlock()).rejects.toThrow(/has another passphrase/);
});
