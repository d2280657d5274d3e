import { SFTPError } from "@sftp/wire";
import { list } from "../inHome.ts";
import {
  addKnownHost,
  fingerprint,
  isAbout,
  keyType,
  type KnownHost,
  type KnownNames,
  readKnownHosts,
} from "./knownHosts.ts";

/** How a server is told from an impostor. One of the two must be given, unless ssh_config is asked. */
export interface HostKeyOptions {
  /** known_hosts files; `~/` in front is the home directory. */
  knownHosts?: string | readonly string[] | undefined;
  /**
   * Fingerprints as `ssh-keygen -l` prints them (`SHA256:...`), one of which the server's key must have; a server with keys
   * of several types is asked for each type. Or `accept-new`, which adds the key of a host that is not known yet to the first
   * of the `knownHosts` files (a changed key is refused all the same). Or `insecure-accept-any`, which accepts any key.
   */
  hostKey?: string | readonly string[] | undefined;
  /**
   * Decides about the key of a host that no `knownHosts` file knows, where `hostKey` does not: `true` accepts it and adds it to
   * the first of the files, anything else refuses it. A changed key is refused without a question. No limit of time runs
   * meanwhile.
   */
  onUnknownHost?: ((host: UnknownHost) => boolean | Promise<boolean>) | undefined;
}

/** A host that no `knownHosts` file knows. */
export interface UnknownHost {
  /** The host, as the user named it. */
  readonly host: string;
  /** The type of its key: `ssh-ed25519`. */
  readonly keyType: string;
  /** The fingerprint of its key, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  /** The file that the key is added to. */
  readonly file: string;
}

/** Whose key is checked. */
export interface HostIdentity extends KnownNames {
  /** The host as errors name it. */
  readonly host: string;
  /** Whether its name is hashed where its key is added to known_hosts. Default: no. */
  readonly hashed?: boolean;
}

/** Decides whether a server's key is the right one. */
export interface HostKeyPolicy {
  /** The key types that are known for the host, which it should be asked for first. */
  readonly keyTypes: readonly string[];
  /**
   * Where the type of the right key is not known: the types of keys that were offered and were not the right one. A server
   * with keys of several types is asked for another one then.
   */
  readonly wrongTypes?: ReadonlySet<string>;
  /**
   * @returns a promise if somebody must be asked
   * @throws SFTPError ERR_SFTP_HOST_KEY if the key is not the right one
   */
  check(key: Buffer): void | Promise<void>;
  /** To be called once the server has proven that it has the key that was checked last: a new one is written down. */
  remember?(): Promise<void>;
}

const ACCEPT_ANY = "insecure-accept-any";
const ACCEPT_NEW = "accept-new";

/** Whether `hostKey` says how to treat hosts, rather than what the key of one host is. */
export function acceptsNew({ hostKey }: HostKeyOptions): boolean {
  return list(hostKey).includes(ACCEPT_NEW);
}

/**
 * The policy that the options ask for.
 *
 * @throws TypeError if they ask for none: nobody's key is accepted by default
 */
export async function hostKeyPolicy(options: HostKeyOptions, identity: HostIdentity): Promise<HostKeyPolicy> {
  const words = list(options.hostKey);
  const files = list(options.knownHosts);
  if (words.includes(ACCEPT_ANY)) return { keyTypes: [], check: () => {} };
  const acceptNew = acceptsNew(options);
  if (words.length > 0 && !acceptNew) return byFingerprint(words.map(checked), identity);
  if (files.length === 0) {
    throw new TypeError(
      acceptNew
        ? 'hostKey: "accept-new" needs a file for the keys: give knownHosts ("~/.ssh/known_hosts")'
        : `connect() must be told how to check the host key of ${identity.host}: give knownHosts ` +
            '("~/.ssh/known_hosts"), hostKey ("SHA256:..."), or hostKey: "insecure-accept-any"',
    );
  }
  const lines = await linesAbout(identity, files);
  const { onUnknownHost } = options;
  return acceptNew || onUnknownHost !== undefined
    ? acceptingNew(lines, identity, files, acceptNew ? undefined : onUnknownHost)
    : { keyTypes: knownTypes(lines), check: (key) => checkKnown(lines, key, identity, files) };
}

/** What files say about a host: by its own name, and by its name without the port. */
interface LinesAbout {
  readonly own: readonly KnownHost[];
  readonly withoutPort: readonly KnownHost[];
}

function byFingerprint(fingerprints: readonly string[], { host }: HostIdentity): HostKeyPolicy {
  const wrongTypes = new Set<string>();
  return {
    keyTypes: [],
    wrongTypes,
    check(key) {
      const offered = fingerprint(key);
      if (fingerprints.includes(offered)) return;
      wrongTypes.add(keyType(key));
      throw refusal(
        `the key of ${host} has the fingerprint ${offered}, which is none of those that hostKey allows`,
      );
    },
  };
}

/**
 * Takes the key of a host that no line is about; with any line, it is checked as ever.
 *
 * @param ask is asked before the key is taken
 */
function acceptingNew(
  lines: LinesAbout,
  identity: HostIdentity,
  files: readonly string[],
  ask?: HostKeyOptions["onUnknownHost"],
): HostKeyPolicy {
  const isKnown = lines.own.some(isPlain);
  let added: Buffer | undefined;
  return {
    keyTypes: knownTypes(lines),
    check(key) {
      if (isKnown || isRevoked(lines.own, key) || isFoundWithoutPort(lines, key))
        return checkKnown(lines, key, identity, files);
      if (added?.equals(key) === false) throw refusal(`${identity.host} has shown two different keys`);
      if (added !== undefined) return;
      if (ask === undefined) return void (added = key);
      const unknown = { keyType: keyType(key), fingerprint: fingerprint(key), file: files[0]! };
      return (async () => {
        if ((await ask({ host: identity.host, ...unknown })) !== true)
          throw refusal(`the key of ${identity.host} (${unknown.fingerprint}) was not accepted`);
        added = key;
      })();
    },
    async remember() {
      if (added === undefined) return;
      // Somebody else may have met the host in the meantime.
      const now = await linesAbout(identity, files);
      if (now.own.length > lines.own.length) checkKnown(now, added, identity, files);
      else await addKnownHost(files[0]!, identity.knownAs, added, identity.hashed ?? false);
    },
  };
}

async function linesAbout(
  { knownAs, withoutPort }: HostIdentity,
  files: readonly string[],
): Promise<LinesAbout> {
  const lines = (await Promise.all(files.map(readKnownHosts))).flat();
  const about = (name: string): KnownHost[] => lines.filter((line) => isAbout(line, name));
  return { own: about(knownAs), withoutPort: withoutPort === undefined ? [] : about(withoutPort) };
}

function isPlain({ marker }: KnownHost): boolean {
  return marker === undefined;
}

function knownTypes({ own }: LinesAbout): string[] {
  return [...new Set(own.filter(isPlain).map((line) => line.keyType))];
}

function isRevoked(lines: readonly KnownHost[], key: Buffer): boolean {
  return lines.some((line) => line.marker === "@revoked" && line.key.equals(key));
}

/** Whether a host whose own name is in no line has this key by its name without the port. */
function isFoundWithoutPort({ own, withoutPort }: LinesAbout, key: Buffer): boolean {
  const isKnown = withoutPort.some((line) => isPlain(line) && line.key.equals(key));
  return isKnown && !own.some(isPlain) && !isRevoked(withoutPort, key);
}

function checkKnown(lines: LinesAbout, key: Buffer, { host }: HostIdentity, files: readonly string[]): void {
  const type = keyType(key);
  const offered = `the key of ${host} (${type} ${fingerprint(key)})`;
  const revoked = lines.own.find((line) => line.marker === "@revoked" && line.key.equals(key));
  if (revoked !== undefined) throw refusal(`${offered} is revoked in ${place(revoked)}`);
  const known = lines.own.filter(isPlain);
  if (known.some((line) => line.key.equals(key)) || isFoundWithoutPort(lines, key)) return;
  const other = known.find((line) => line.keyType === type) ?? known[0];
  if (other !== undefined) {
    throw refusal(
      `${offered} is not the one in ${place(other)}: it was changed, or somebody pretends to be the server`,
    );
  }
  const authority = lines.own.find(({ marker }) => marker === "@cert-authority");
  if (authority !== undefined) {
    throw refusal(
      `${offered} is in no file of known hosts, and certificates, as ${place(authority)} has them, are understood ` +
        "only by the system's ssh: connect through it, or add the key",
    );
  }
  throw refusal(
    `${offered} is in none of ${files.join(", ")}: compare it with what the server's owner says, and add it there or ` +
      'accept new hosts with hostKey "accept-new"',
  );
}

function refusal(words: string): SFTPError {
  return new SFTPError("ERR_SFTP_HOST_KEY", words, { operation: "connect" });
}

function place({ file, line }: KnownHost): string {
  return `${file}, line ${line}`;
}

/** A fingerprint in the form that `fingerprint` gives. */
function checked(text: string): string {
  const base64 = /^sha256:([A-Za-z0-9+/]{43})=?$/i.exec(text)?.[1];
  if (base64 === undefined) {
    throw new TypeError(`"${text}" is no fingerprint; one looks like "SHA256:" and 43 letters of base64`);
  }
  return `SHA256:${base64}`;
}
