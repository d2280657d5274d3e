import {
  decodeVendorId,
  isProtocolError,
  type RequestName,
  requests,
  SYMLINK_ORDER,
  type SymlinkOrder,
  type VendorId,
  type VersionMessage,
} from "@sftp/wire";

/** What the server said of itself when the session began. */
export class Capabilities {
  /** The protocol version in use. */
  readonly version: number;
  /** Each extension that the server announced, with the data of its pair. */
  readonly extensions: ReadonlyMap<string, Uint8Array>;

  constructor(message: VersionMessage) {
    this.version = message.version;
    this.extensions = message.extensions;
  }

  /**
   * Whether the server announced this extension in the version that this client speaks (an extension of another
   * version is another one).
   */
  has(extension: RequestName | (string & {})): boolean {
    const data = this.extensions.get(extension);
    if (data === undefined) return false;
    const row = Object.hasOwn(requests, extension) ? requests[extension as RequestName] : undefined;
    // What check-file's pair holds differs between servers and is no version.
    if (row?.version === undefined || extension === "check-file") return true;
    return Buffer.from(data).toString("latin1") === row.version;
  }

  /** The order of SYMLINK's paths that the server says it expects, if it does. */
  get symlinkOrder(): SymlinkOrder | undefined {
    const data = this.extensions.get(SYMLINK_ORDER);
    const order = data && Buffer.from(data).toString("latin1");
    return order === "link-first" || order === "target-first" ? order : undefined;
  }

  /** Who made the server, if it says so. */
  get vendor(): VendorId | undefined {
    const data = this.extensions.get("vendor-id");
    if (data === undefined) return undefined;
    try {
      return decodeVendorId(data);
    } catch (error) {
      if (isProtocolError(error)) return undefined;
      throw error;
    }
  }
}
