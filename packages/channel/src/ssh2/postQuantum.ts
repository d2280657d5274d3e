import * as crypto from "node:crypto";

import {
  hashRemoteKexinit,
  KEXINIT_LISTS,
  type KeyExchangeInternals,
  keyExchangeInternals,
  type NameList,
  type PrivateKeyExchange,
} from "./internals.ts";
import type { Ssh2Connection } from "./types.ts";

/**
 * The key exchange `mlkem768x25519-sha256` (draft-ietf-sshm-mlkem-hybrid-kex), which ssh2 does not have: ML-KEM-768 and
 * X25519 together, so that the session stays secret if either of them does.
 *
 * ssh2 is told of it in three places. The list that it sends gets one name more. When both sides agree on that name, ssh2
 * is shown `curve25519-sha256` in its stead, in both lists, and negotiates everything else by itself. And the exchange
 * that it then begins gets the methods below.
 */
export const POST_QUANTUM = "mlkem768x25519-sha256";

const STAND_IN = "curve25519-sha256";
const KEXINIT = 20;
/** Names in the list that are no key exchanges. */
const MARK = /^(ext-info-|kex-strict-)/;

const ENCAPSULATION_KEY = 1184;
const CIPHERTEXT = 1088;
const X25519_KEY = 32;
/** What stands before a raw key in DER (SubjectPublicKeyInfo). */
const ML_KEM_PREFIX = Buffer.from("308204b2300b0609608648016503040402038204a100", "hex");
const X25519_PREFIX = Buffer.from("302a300506032b656e032100", "hex");

/** What Node.js has from 24.7 on. */
interface NodeKem {
  encapsulate(key: crypto.KeyObject): { sharedKey: Buffer; ciphertext: Buffer };
  decapsulate(key: crypto.KeyObject, ciphertext: Buffer): Buffer;
  generateKeyPairSync(type: "ml-kem-768"): crypto.KeyPairKeyObjectResult;
}

let kem: NodeKem | null | undefined;

/** Node's ML-KEM; `undefined` where this Node.js, or the OpenSSL that it was built with, has none. */
function nodeKem(): NodeKem | undefined {
  if (kem === undefined) {
    try {
      const candidate = crypto as unknown as NodeKem;
      const { publicKey, privateKey } = candidate.generateKeyPairSync("ml-kem-768");
      const { sharedKey, ciphertext } = candidate.encapsulate(publicKey);
      kem = candidate.decapsulate(privateKey, ciphertext).equals(sharedKey) ? candidate : null;
    } catch {
      kem = null;
    }
  }
  return kem ?? undefined;
}

/** Whether this Node.js can do the post-quantum key exchange. */
export function hasPostQuantum(): boolean {
  return nodeKem() !== undefined;
}

type Named = string | RegExp | readonly (string | RegExp)[] | undefined;

/** Which key exchanges to use: a list, or changes of the list of ssh2, as ssh2 takes them. */
export type KeyExchangeChoice =
  | NameList
  | { readonly remove?: Named; readonly append?: Named; readonly prepend?: Named };

/**
 * Takes the post-quantum key exchange out of a choice for ssh2, which does not know the name.
 *
 * @param choice `undefined` if it is left to us
 * @returns whether it is to be offered, and the rest
 */
export function splitKeyExchanges(choice: NameList | undefined): SplitChoice<NameList>;
export function splitKeyExchanges(choice: KeyExchangeChoice | undefined): SplitChoice<KeyExchangeChoice>;
export function splitKeyExchanges(choice: KeyExchangeChoice | undefined): SplitChoice<KeyExchangeChoice> {
  if (choice === undefined) return { postQuantum: true, classic: undefined };
  if (Array.isArray(choice)) {
    const classic = (choice as NameList).filter((name) => name !== POST_QUANTUM);
    return { postQuantum: classic.length < choice.length, classic };
  }
  const { remove, append, prepend } = choice as Exclude<KeyExchangeChoice, NameList>;
  const isAdded = matches(append) || matches(prepend);
  const classic = Object.fromEntries(
    Object.entries(choice).map(([change, named]) => [
      change,
      listOf(named as Named).filter((one) => one !== POST_QUANTUM),
    ]),
  );
  return { postQuantum: isAdded || !matches(remove), classic };
}

interface SplitChoice<Choice> {
  readonly postQuantum: boolean;
  readonly classic: Choice | undefined;
}

function listOf(named: Named): readonly (string | RegExp)[] {
  return named === undefined ? [] : typeof named === "string" || named instanceof RegExp ? [named] : named;
}

function matches(named: Named): boolean {
  return listOf(named).some((one) =>
    typeof one === "string" ? one === POST_QUANTUM : one.test(POST_QUANTUM),
  );
}

let warned = false;

/** Says once in a process's life that the classic key exchange is used, and why. */
export function warnOfClassicKeyExchange(): void {
  if (warned) return;
  warned = true;
  const why = hasPostQuantum()
    ? "this version of ssh2 is not known to it"
    : "this Node.js has no ML-KEM; Node.js 24.7 and later have it";
  process.emitWarning(`SSH key exchanges are classic, not post-quantum (${POST_QUANTUM}): ${why}`, {
    code: "SFTP_CLASSIC_KEY_EXCHANGE",
  });
}

/**
 * Makes a connection offer the post-quantum key exchange, before all others. To be called before KEXINIT is sent: for a client right
 * after `connect()`, for a server in the event `connection`.
 *
 * @returns false if that is not possible, because of Node.js or of ssh2; then the connection is as it was
 */
export function offerPostQuantum(connection: Ssh2Connection): boolean {
  const node = nodeKem();
  const internals = node && keyExchangeInternals(connection);
  if (!node || !internals) return false;
  const classic = internals.offered;
  const setNegotiable = internals.offer([POST_QUANTUM, ...classic]);
  /** The peer's KEXINIT as it came, while it stands for an exchange of this kind. */
  let agreedOn: Buffer | undefined;
  internals.onPayload((payload) => {
    if (payload[0] !== KEXINIT) return payload;
    agreedOn = undefined;
    const theirs = kexList(payload);
    const ours = [POST_QUANTUM, ...classic];
    const [client, server] = internals.isServer ? [theirs, ours] : [ours, theirs];
    const agreed = client.find((name) => !MARK.test(name) && server.includes(name));
    setNegotiable(agreed === POST_QUANTUM ? standIn(ours) : classic);
    if (agreed !== POST_QUANTUM) return payload;
    agreedOn = Buffer.from(payload);
    return withKexList(payload, standIn(theirs));
  });
  internals.onExchange((exchange) => {
    if (agreedOn) makePostQuantum(exchange, node, internals, agreedOn);
  });
  return true;
}

/** A list in which the stand-in has the place of the name that it stands for. */
function standIn(names: NameList): NameList {
  return names.filter((name) => name !== STAND_IN).map((name) => (name === POST_QUANTUM ? STAND_IN : name));
}

function kexList(kexinit: Buffer): NameList {
  if (kexinit.length < KEXINIT_LISTS + 4) return [];
  return kexinit
    .toString("latin1", KEXINIT_LISTS + 4, KEXINIT_LISTS + 4 + kexinit.readUInt32BE(KEXINIT_LISTS))
    .split(",");
}

function withKexList(kexinit: Buffer, names: NameList): Buffer {
  const list = Buffer.from(names.join(","), "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(list.length);
  const rest = kexinit.subarray(KEXINIT_LISTS + 4 + kexinit.readUInt32BE(KEXINIT_LISTS));
  return Buffer.concat([kexinit.subarray(0, KEXINIT_LISTS), length, list, rest]);
}

/** Gives an exchange that ssh2 has begun as `curve25519-sha256` the methods of this one. */
function makePostQuantum(
  exchange: PrivateKeyExchange,
  node: NodeKem,
  { isServer }: KeyExchangeInternals,
  remoteKexinit: Buffer,
): void {
  const x25519 = crypto.generateKeyPairSync("x25519");
  const ownX25519 = rawKey(x25519.publicKey, X25519_KEY);
  const mlKem = isServer ? undefined : node.generateKeyPairSync("ml-kem-768");
  // The client's is its two public keys, the server's a ciphertext and a public key, which is known once the client's came.
  let own = mlKem && Buffer.concat([rawKey(mlKem.publicKey, ENCAPSULATION_KEY), ownX25519]);
  exchange.negotiated.kex = POST_QUANTUM;
  exchange.hashName = "sha256";
  hashRemoteKexinit(exchange, remoteKexinit);
  exchange.generateKeys = () => {};
  exchange.convertPublicKey = (key) => key;
  exchange.getPublicKey = () => own!;
  exchange.computeSecret = (theirs) => {
    try {
      const [first, theirX25519] = split(theirs, isServer ? ENCAPSULATION_KEY : CIPHERTEXT);
      let secret: Buffer;
      if (mlKem) {
        secret = node.decapsulate(mlKem.privateKey, first);
      } else {
        const { sharedKey, ciphertext } = node.encapsulate(keyFrom(ML_KEM_PREFIX, first));
        own = Buffer.concat([ciphertext, ownX25519]);
        secret = sharedKey;
      }
      // Throws for a key of small order, for which the result would be zero.
      const classicSecret = crypto.diffieHellman({
        privateKey: x25519.privateKey,
        publicKey: keyFrom(X25519_PREFIX, theirX25519),
      });
      return crypto.createHash("sha256").update(secret).update(classicSecret).digest();
    } catch (error) {
      return error as Error;
    }
  };
}

function split(bytes: Buffer, length: number): [first: Buffer, second: Buffer] {
  if (bytes.length !== length + X25519_KEY) {
    throw new Error(`${POST_QUANTUM}: the peer sent ${bytes.length} bytes instead of ${length + X25519_KEY}`);
  }
  return [bytes.subarray(0, length), bytes.subarray(length)];
}

function rawKey(key: crypto.KeyObject, length: number): Buffer {
  return key.export({ type: "spki", format: "der" }).subarray(-length);
}

function keyFrom(prefix: Buffer, raw: Buffer): crypto.KeyObject {
  return crypto.createPublicKey({ key: Buffer.concat([prefix, raw]), type: "spki", format: "der" });
}
