import { frame, join, raw, string, u32, u64, u8 } from "@sftp/testing";

import {
  type Body,
  type extendedReplies,
  type INIT,
  type ReplyBody,
  type ReplyName,
  type RequestBody,
  type RequestName,
  type VERSION,
  type VersionMessage,
} from "../src/index.ts";

/** A message beside its bytes as the specification spells them; both directions must agree with it. */
export interface Golden<B> {
  readonly body: B;
  readonly packet: Uint8Array;
}

/** The id of every golden packet. */
export const ID = 0xfedcba98;

const id = u32(ID);
const handle = Uint8Array.of(0, 0, 0, 42);
const noAttrs = u32(0);
const extended = (name: string, ...fields: Uint8Array[]) => frame(200, id, string(name), ...fields);

/** Every group of ATTRS at once. */
const fullAttrs = {
  attrs: {
    size: 0x1_0000_0002,
    uid: 1000,
    gid: 0xffff_fffe,
    mode: 0o100644,
    atime: 0x7fff_ffff,
    mtime: 0xffff_ffff,
    extended: new Map([
      ["acl@example.com", Uint8Array.of(0xff, 0x00)],
      ["", new Uint8Array(0)],
    ]),
  },
  bytes: join(
    u32(0x8000_000f), // SIZE, UIDGID, PERMISSIONS, ACMODTIME, EXTENDED
    u64(0x1_0000_0002),
    u32(1000),
    u32(0xffff_fffe),
    u32(0o100644),
    u32(0x7fff_ffff),
    u32(0xffff_ffff),
    u32(2),
    string("acl@example.com"),
    string(Uint8Array.of(0xff, 0x00)),
    string(""),
    string(""),
  ),
};

/** The bytes of every request; a row of the table that is missing here is a compile error and a failing test. */
export const goldenRequests: { readonly [N in RequestName]: readonly Golden<RequestBody<N>>[] } = {
  open: [
    {
      body: { path: "/etc/motd", flags: 0x01, attrs: {} },
      packet: frame(3, id, string("/etc/motd"), u32(0x01), noAttrs),
    },
    {
      body: { path: "neu/ä\udcff", flags: 0x1a, attrs: { mode: 0o600 } },
      packet: frame(3, id, string(join(raw("neu/ä"), u8(0xff))), u32(0x1a), u32(4), u32(0o600)),
    },
  ],
  close: [{ body: { handle }, packet: frame(4, id, string(handle)) }],
  read: [
    {
      body: { handle, offset: 32768, length: 32768 },
      packet: frame(5, id, string(handle), u64(32768), u32(32768)),
    },
    {
      body: { handle, offset: 2n ** 64n - 1n, length: 0xffff_ffff },
      packet: frame(5, id, string(handle), u64(2n ** 64n - 1n), u32(0xffff_ffff)),
    },
  ],
  write: [
    {
      body: { handle, offset: 2 ** 53 - 1, data: Uint8Array.of(1, 2, 3) },
      packet: frame(6, id, string(handle), u64(2 ** 53 - 1), string(Uint8Array.of(1, 2, 3))),
    },
    {
      body: { handle, offset: 0, data: new Uint8Array(0) },
      packet: frame(6, id, string(handle), u64(0), string("")),
    },
  ],
  lstat: [{ body: { path: "/link" }, packet: frame(7, id, string("/link")) }],
  fstat: [{ body: { handle }, packet: frame(8, id, string(handle)) }],
  setstat: [
    {
      body: { path: "/f", attrs: { size: 2n ** 63n } },
      packet: frame(9, id, string("/f"), u32(1), u64(2n ** 63n)),
    },
    {
      body: { path: "/f", attrs: fullAttrs.attrs },
      packet: frame(9, id, string("/f"), fullAttrs.bytes),
    },
  ],
  fsetstat: [
    {
      body: { handle, attrs: { atime: 1, mtime: 2 } },
      packet: frame(10, id, string(handle), u32(8), u32(1), u32(2)),
    },
    {
      body: { handle, attrs: { uid: 0, gid: 0 } },
      packet: frame(10, id, string(handle), u32(2), u32(0), u32(0)),
    },
  ],
  opendir: [{ body: { path: "" }, packet: frame(11, id, string("")) }],
  readdir: [{ body: { handle }, packet: frame(12, id, string(handle)) }],
  remove: [{ body: { path: "/old" }, packet: frame(13, id, string("/old")) }],
  mkdir: [
    {
      body: { path: "/new", attrs: { mode: 0o777 } },
      packet: frame(14, id, string("/new"), u32(4), u32(0o777)),
    },
  ],
  rmdir: [{ body: { path: "/new" }, packet: frame(15, id, string("/new")) }],
  realpath: [{ body: { path: "." }, packet: frame(16, id, string(".")) }],
  stat: [{ body: { path: "/" }, packet: frame(17, id, string("/")) }],
  rename: [{ body: { oldPath: "/a", newPath: "/b" }, packet: frame(18, id, string("/a"), string("/b")) }],
  readlink: [{ body: { path: "/link" }, packet: frame(19, id, string("/link")) }],
  symlink: [
    {
      body: { targetPath: "../target", linkPath: "/link" },
      packet: frame(20, id, string("../target"), string("/link")),
    },
  ],

  "posix-rename@openssh.com": [
    {
      body: { oldPath: "/a", newPath: "/b" },
      packet: extended("posix-rename@openssh.com", string("/a"), string("/b")),
    },
  ],
  "statvfs@openssh.com": [{ body: { path: "/" }, packet: extended("statvfs@openssh.com", string("/")) }],
  "fstatvfs@openssh.com": [{ body: { handle }, packet: extended("fstatvfs@openssh.com", string(handle)) }],
  "hardlink@openssh.com": [
    {
      body: { oldPath: "/a", newPath: "/b" },
      packet: extended("hardlink@openssh.com", string("/a"), string("/b")),
    },
  ],
  "fsync@openssh.com": [{ body: { handle }, packet: extended("fsync@openssh.com", string(handle)) }],
  "lsetstat@openssh.com": [
    {
      body: { path: "/link", attrs: { mode: 0o777 } },
      packet: extended("lsetstat@openssh.com", string("/link"), u32(4), u32(0o777)),
    },
  ],
  "limits@openssh.com": [{ body: {}, packet: extended("limits@openssh.com") }],
  "expand-path@openssh.com": [
    { body: { path: "~user/x" }, packet: extended("expand-path@openssh.com", string("~user/x")) },
  ],
  "copy-data": [
    {
      body: {
        readHandle: handle,
        readOffset: 1,
        length: 0,
        writeHandle: Uint8Array.of(7),
        writeOffset: 2n ** 53n,
      },
      packet: extended("copy-data", string(handle), u64(1), u64(0), string(Uint8Array.of(7)), u64(2n ** 53n)),
    },
  ],
  "home-directory": [{ body: { username: "" }, packet: extended("home-directory", string("")) }],
  "users-groups-by-id@openssh.com": [
    {
      body: { uids: [0, 1000], gids: [] },
      packet: extended("users-groups-by-id@openssh.com", string(join(u32(0), u32(1000))), string("")),
    },
  ],

  "check-file": [
    {
      body: { handle, algorithms: "md5,sha1", offset: 0, length: 1024, blockSize: 512 },
      packet: extended("check-file", string(handle), string("md5,sha1"), u64(0), u64(1024), u32(512)),
    },
  ],
  "check-file-handle": [
    {
      body: { handle, algorithms: "sha256", offset: 1, length: 0, blockSize: 0 },
      packet: extended("check-file-handle", string(handle), string("sha256"), u64(1), u64(0), u32(0)),
    },
  ],
  "check-file-name": [
    {
      body: { path: "/f", algorithms: "crc32", offset: 0, length: 2n ** 64n - 1n, blockSize: 256 },
      packet: extended(
        "check-file-name",
        string("/f"),
        string("crc32"),
        u64(0),
        u64(2n ** 64n - 1n),
        u32(256),
      ),
    },
  ],
  "md5-hash": [
    {
      body: { path: "/f", offset: 0, length: 0, quickHash: new Uint8Array(0) },
      packet: extended("md5-hash", string("/f"), u64(0), u64(0), string("")),
    },
  ],
  "md5-hash-handle": [
    {
      body: { handle, offset: 8, length: 9, quickHash: Uint8Array.of(0xd4, 0x1d) },
      packet: extended("md5-hash-handle", string(handle), u64(8), u64(9), string(Uint8Array.of(0xd4, 0x1d))),
    },
  ],
  "space-available": [{ body: { path: "/" }, packet: extended("space-available", string("/")) }],
  "copy-file": [
    {
      body: { sourcePath: "/a", destinationPath: "/b", overwrite: true },
      packet: extended("copy-file", string("/a"), string("/b"), u8(1)),
    },
    {
      body: { sourcePath: "/a", destinationPath: "/b", overwrite: false },
      packet: extended("copy-file", string("/a"), string("/b"), u8(0)),
    },
  ],
};

/** The bytes of every reply. */
export const goldenReplies: { readonly [N in ReplyName]: readonly Golden<ReplyBody<N>>[] } = {
  status: [
    {
      body: { code: 2, message: "No such file", language: "en" },
      packet: frame(101, id, u32(2), string("No such file"), string("en")),
    },
    {
      body: { code: 0, message: "Success", language: "" },
      packet: frame(101, id, u32(0), string("Success"), string("")),
    },
    // Careless servers leave the language out, those below version 3 the message too.
    { body: { code: 4, message: "Failure" }, packet: frame(101, id, u32(4), string("Failure")) },
    { body: { code: 1 }, packet: frame(101, id, u32(1)) },
  ],
  handle: [{ body: { handle }, packet: frame(102, id, string(handle)) }],
  data: [
    { body: { data: Uint8Array.of(0xca, 0xfe) }, packet: frame(103, id, string(Uint8Array.of(0xca, 0xfe))) },
    { body: { data: new Uint8Array(0) }, packet: frame(103, id, string("")) },
  ],
  name: [
    { body: { entries: [] }, packet: frame(104, id, u32(0)) },
    {
      body: { entries: [{ filename: "/home/user", longname: "/home/user", attrs: {} }] },
      packet: frame(104, id, u32(1), string("/home/user"), string("/home/user"), noAttrs),
    },
    {
      body: {
        entries: [
          { filename: "a", longname: "-rw-r--r--    1 a", attrs: fullAttrs.attrs },
          { filename: "\udcff\udcfe", longname: "", attrs: { mode: 0o040755 } },
        ],
      },
      packet: frame(
        104,
        id,
        u32(2),
        string("a"),
        string("-rw-r--r--    1 a"),
        fullAttrs.bytes,
        string(Uint8Array.of(0xff, 0xfe)),
        string(""),
        u32(4),
        u32(0o040755),
      ),
    },
  ],
  attrs: [
    { body: { attrs: fullAttrs.attrs }, packet: frame(105, id, fullAttrs.bytes) },
    { body: { attrs: {} }, packet: frame(105, id, noAttrs) },
  ],
  extendedReply: [
    { body: { payload: Uint8Array.of(1, 2) }, packet: frame(201, id, Uint8Array.of(1, 2)) },
    { body: { payload: new Uint8Array(0) }, packet: frame(201, id) },
  ],
};

type ExtendedReplies = typeof extendedReplies;

/** The bytes of the EXTENDED_REPLY to every extension that has one of its own. */
export const goldenExtendedReplies: {
  readonly [K in keyof ExtendedReplies]: readonly Golden<Body<ExtendedReplies[K]["extendedReply"]>>[];
} = {
  statvfs: [
    {
      body: {
        bsize: 4096n,
        frsize: 4096n,
        blocks: 2n ** 40n,
        bfree: 5n,
        bavail: 4n,
        files: 3n,
        ffree: 2n,
        favail: 1n,
        fsid: 2n ** 64n - 1n,
        flag: 1n,
        namemax: 255n,
      },
      packet: frame(
        201,
        id,
        ...[4096, 4096, 2 ** 40, 5, 4, 3, 2, 1, 2n ** 64n - 1n, 1, 255].map((figure) => u64(figure)),
      ),
    },
  ],
  limits: [
    {
      body: {
        maxPacketLength: 262144n,
        maxReadLength: 261120n,
        maxWriteLength: 261120n,
        maxOpenHandles: 1019n,
      },
      packet: frame(201, id, u64(262144), u64(261120), u64(261120), u64(1019)),
    },
  ],
  usersGroups: [
    {
      body: { users: ["root", ""], groups: [] },
      packet: frame(201, id, string(join(string("root"), string(""))), string("")),
    },
  ],
  checkFile: [
    {
      body: { payload: join(string("md5"), new Uint8Array(16).fill(0xd4)) },
      packet: frame(201, id, string("md5"), new Uint8Array(16).fill(0xd4)),
    },
  ],
  md5Hash: [
    {
      body: { name: "md5-hash", digest: Uint8Array.of(0xd4, 0x1d) },
      packet: frame(201, id, string("md5-hash"), string(Uint8Array.of(0xd4, 0x1d))),
    },
  ],
  spaceAvailable: [
    {
      body: {
        bytesOnDevice: 2n ** 63n,
        unusedBytesOnDevice: 3n,
        bytesAvailableToUser: 2n,
        unusedBytesAvailableToUser: 1n,
        bytesPerAllocationUnit: 4096,
      },
      packet: frame(201, id, u64(2n ** 63n), u64(3), u64(2), u64(1), u32(4096)),
    },
  ],
};

/** INIT and VERSION. */
export const goldenVersions: readonly (Golden<VersionMessage> & {
  readonly type: typeof INIT | typeof VERSION;
})[] = [
  { type: 1, body: { version: 3, extensions: new Map() }, packet: frame(1, u32(3)) },
  { type: 2, body: { version: 3, extensions: new Map() }, packet: frame(2, u32(3)) },
  // What OpenSSH 9.2 answers.
  {
    type: 2,
    body: {
      version: 3,
      extensions: new Map([
        ["posix-rename@openssh.com", raw("1")],
        ["statvfs@openssh.com", raw("2")],
        ["fstatvfs@openssh.com", raw("2")],
        ["hardlink@openssh.com", raw("1")],
        ["fsync@openssh.com", raw("1")],
        ["lsetstat@openssh.com", raw("1")],
        ["limits@openssh.com", raw("1")],
        ["expand-path@openssh.com", raw("1")],
        ["copy-data", raw("1")],
        ["home-directory", raw("1")],
        ["users-groups-by-id@openssh.com", raw("1")],
      ]),
    },
    packet: frame(
      2,
      u32(3),
      join(string("posix-rename@openssh.com"), string("1")),
      join(string("statvfs@openssh.com"), string("2")),
      join(string("fstatvfs@openssh.com"), string("2")),
      join(string("hardlink@openssh.com"), string("1")),
      join(string("fsync@openssh.com"), string("1")),
      join(string("lsetstat@openssh.com"), string("1")),
      join(string("limits@openssh.com"), string("1")),
      join(string("expand-path@openssh.com"), string("1")),
      join(string("copy-data"), string("1")),
      join(string("home-directory"), string("1")),
      join(string("users-groups-by-id@openssh.com"), string("1")),
    ),
  },
  {
    type: 2,
    body: {
      version: 6,
      extensions: new Map([
        ["newline", raw("\r\n")],
        ["vendor", Uint8Array.of(0, 0xff)],
      ]),
    },
    packet: frame(
      2,
      u32(6),
      string("newline"),
      string("\r\n"),
      string("vendor"),
      string(Uint8Array.of(0, 0xff)),
    ),
  },
];

/** Every golden packet that has an id, with the name of its row. */
export const goldenPackets: readonly { readonly name: string; readonly packet: Uint8Array }[] =
  Object.entries({
    ...goldenRequests,
    ...goldenReplies,
    ...goldenExtendedReplies,
  }).flatMap(([name, cases]) => cases.map(({ packet }) => ({ name, packet })));
