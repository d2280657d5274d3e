import { SFTPError } from "@sftp/wire";
import { fingerprint, keyType } from "./fingerprint.ts";
import { isAbout, type KnownHost, readKnownHosts } from "./knownHosts.ts";

/** How the server is told from an impostor. One of the two must be given. */
export interface HostKeyOptions {
  /** known_hosts files; `~/` in front is the home directory. */
  knownHosts?: string | readonly string[] | undefined;
  /**
   * Fingerprints as `ssh-keygen -l` prints them (`SHA256:...`), one of which the server's key must have; or
   * `insecure-accept-any`, which trusts whoever answers.
   */
  hostKey?: string | readonly string[] | undefined;
}

/** Decides whether a server's key is the right one. */
export interface HostKeyPolicy {
  /** The key types that are known for the host, which it should be asked for first. */
  readonly keyTypes: readonly string[];
  /** @throws SFTPError ERR_SFTP_HOST_KEY if the key is not the right one */
  check(key: Uint8Array): void;
}

const ACCEPT_ANY = "insecure-accept-any";

/**
 * The policy that the options ask for.
 *
 * @throws TypeError if they ask for none: nobody's key is accepted by default
 */
export async function hostKeyPolicy(
  options: HostKeyOptions,
  host: string,
  port: number,
): Promise<HostKeyPolicy> {
  const fingerprints = list(options.hostKey);
  const files = list(options.knownHosts);
  if (fingerprints.includes(ACCEPT_ANY)) return { keyTypes: [], check: () => {} };
  if (fingerprints.length > 0) return byFingerprint(fingerprints.map(checked), host);
  if (files.length === 0) {
    throw new TypeError(
      'connect() must be told how to check the host key: give knownHosts ("~/.ssh/known_hosts"), ' +
        'hostKey ("SHA256:..."), or hostKey: "insecure-accept-any"',
    );
  }
  const lines = (await Promise.all(files.map(readKnownHosts))).flat();
  return byKnownHosts(
    lines.filter((line) => isAbout(line, host, port)),
    host,
    files,
  );
}

function byFingerprint(fingerprints: readonly string[], host: string): HostKeyPolicy {
  return {
    keyTypes: [],
    check(key) {
      const offered = fingerprint(key);
      if (!fingerprints.includes(offered)) {
        throw refusal(
          `the key of ${host} has the fingerprint ${offered}, which is none of those that hostKey allows`,
        );
      }
    },
  };
}

function byKnownHosts(lines: readonly KnownHost[], host: string, files: readonly string[]): HostKeyPolicy {
  const known = lines.filter(({ marker }) => marker === undefined);
  return {
    keyTypes: [...new Set(known.map((line) => line.keyType))],
    check(key) {
      const type = keyType(key);
      const offered = `${type} ${fingerprint(key)}`;
      const revoked = lines.find((line) => line.marker === "@revoked" && line.key.equals(key));
      if (revoked !== undefined)
        throw refusal(`the key of ${host} (${offered}) is revoked in ${place(revoked)}`);
      if (known.some((line) => line.key.equals(key))) return;
      const other = known.find((line) => line.keyType === type);
      if (other !== undefined) {
        throw refusal(
          `the key of ${host} (${offered}) is not the one in ${place(other)}: it was changed, or somebody ` +
            "pretends to be the server",
        );
      }
      throw refusal(
        `the key of ${host} (${offered}) is in none of ${files.join(", ")}: compare it with what the ` +
          "server's owner says, then add it there or give it as hostKey",
      );
    },
  };
}

function refusal(words: string): SFTPError {
  return new SFTPError("ERR_SFTP_HOST_KEY", words, { operation: "connect" });
}

function place({ file, line }: KnownHost): string {
  return `${file}, line ${line}`;
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === "string" ? [value] : (value ?? []);
}

/** A fingerprint in the form that `fingerprint` gives. */
function checked(text: string): string {
  const base64 = /^sha256:([A-Za-z0-9+/]{43})=?$/i.exec(text)?.[1];
  if (base64 === undefined) {
    throw new TypeError(`"${text}" is no fingerprint; one looks like "SHA256:" and 43 letters of base64`);
  }
  return `SHA256:${base64}`;
}
