import {
  type Attrs,
  EXTENDED,
  encodeReply,
  encodeRequest,
  type FieldKind,
  type Fields,
  replies,
  type ReplyBody,
  type ReplyName,
  type RequestBody,
  type RequestName,
  requests,
} from "@sftp/wire";

/** One message as it is usual in a session, with its packet. */
export type Sample =
  | {
      side: "request";
      name: RequestName;
      body: RequestBody<RequestName>;
      packet: Uint8Array;
      extension: boolean;
    }
  | { side: "reply"; name: ReplyName; body: ReplyBody<ReplyName>; packet: Uint8Array };

/** The id of every sample. */
export const SAMPLE_ID = 7;

const attrs: Attrs = {
  size: 1_234_567,
  uid: 1000,
  gid: 1000,
  mode: 0o100644,
  atime: 1_700_000_000,
  mtime: 1_700_000_000,
};

/** As many entries as OpenSSH's server puts into one reply. */
const entries = Array.from({ length: 100 }, (_, index) => {
  const filename = `photograph-${String(index).padStart(4, "0")}.jpeg`;
  return { filename, longname: `-rw-r--r--    1 alice    users     1234567 Nov 14 22:13 ${filename}`, attrs };
});

const values: Record<FieldKind, unknown> = {
  bool: true,
  u32: 32_768,
  u64: 1_073_741_824,
  bigUint64: 1_073_741_824n,
  text: "/srv/data/photographs/2023/photograph-0001.jpeg",
  optionalText: "Success",
  handle: Uint8Array.of(0, 0, 0, 42),
  bytes: new Uint8Array(16),
  blob: new Uint8Array(32_768).fill(0x61),
  rest: new Uint8Array(64),
  attrs,
  names: entries,
  u32List: [0, 1000, 1001],
  textList: ["root", "alice", "bob"],
};

/** Fields that are usually something else than others of their kind. */
const special: Record<string, unknown> = { code: 0, flags: 1, language: "" };

/** One message of each row of the protocol's table. */
export const samples: readonly Sample[] = [
  ...(Object.keys(requests) as RequestName[]).map((name): Sample => {
    const { fields, type } = requests[name];
    const body = bodyOf(fields) as RequestBody<RequestName>;
    const packet = encodeRequest(name, SAMPLE_ID, body as never);
    return { side: "request", name, body, packet, extension: type === EXTENDED };
  }),
  ...(Object.keys(replies) as ReplyName[]).map((name): Sample => {
    const body = bodyOf(replies[name].fields) as ReplyBody<ReplyName>;
    return { side: "reply", name, body, packet: encodeReply(name, SAMPLE_ID, body as never) };
  }),
];

function bodyOf(fields: Fields): unknown {
  return Object.fromEntries(
    Object.entries(fields).map(([field, { kind }]) => [field, special[field] ?? values[kind]]),
  );
}
