import { Reader } from "./reader.ts";
import type { UInt64 } from "./uint64.ts";
import { utf8 } from "./utf8.ts";

/** Who made the peer (pair `vendor-id`, draft-ietf-secsh-filexfer-09 section 4.4). */
export interface VendorId {
  vendor: string;
  product: string;
  version: string;
  build: UInt64;
}

/** What a v6 peer supports (pair `supported2`, draft-ietf-secsh-filexfer-13 section 5.4). Masks are bit sets. */
export interface Supported2 {
  attributeMask: number;
  attributeBits: number;
  openFlags: number;
  accessMask: number;
  /** Bytes; 0 = no stated limit. */
  maxReadSize: number;
  openBlockVector: number;
  blockVector: number;
  attributeExtensions: string[];
  extensions: string[];
}

/** @throws a protocol error if the data is not of that form. */
export function decodeVendorId(data: Uint8Array): VendorId {
  const reader = new Reader(data);
  return { vendor: reader.text(), product: reader.text(), version: reader.text(), build: reader.u64() };
}

/** The version numbers in a `versions` pair ("3,4,5,6"); what is no number is passed over. */
export function decodeVersions(data: Uint8Array): number[] {
  return decodeList(data)
    .filter((item) => /^\d+$/.test(item))
    .map(Number);
}

/** The items of a comma list, as `check-file` pairs have them ("md5,sha1"). */
export function decodeList(data: Uint8Array): string[] {
  return utf8.decode(data).split(",").filter(Boolean);
}

/** @throws a protocol error if the data is not of that form. */
export function decodeSupported2(data: Uint8Array): Supported2 {
  const reader = new Reader(data);
  const u16 = () => (reader.u8() << 8) | reader.u8();
  const list = () => Array.from({ length: reader.count(4) }, () => reader.text());
  return {
    attributeMask: reader.u32(),
    attributeBits: reader.u32(),
    openFlags: reader.u32(),
    accessMask: reader.u32(),
    maxReadSize: reader.u32(),
    openBlockVector: u16(),
    blockVector: u16(),
    attributeExtensions: list(),
    extensions: list(),
  };
}
