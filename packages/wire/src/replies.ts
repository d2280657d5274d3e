import {
  attrs,
  bigUint64,
  blob,
  type Body,
  bytes,
  type Fields,
  handle,
  names,
  optionalText,
  rest,
  text,
  textList,
  u32,
} from "./fields.ts";

/** One kind of reply: its packet type and its fields after the id. */
export interface ReplyRow<F extends Fields = Fields> {
  readonly type: number;
  readonly fields: F;
  /** Where it is specified. */
  readonly source: string;
}

const reply = <const F extends Fields>(type: number, fields: F, source: string): ReplyRow<F> => ({
  type,
  fields,
  source,
});

/** The replies of SFTP v3: one row drives encoder, decoder, types, traces, docs and test data. */
export const replies = {
  status: reply(101, { code: u32, message: optionalText, language: optionalText }, "draft-02 7"),
  handle: reply(102, { handle }, "draft-02 7"),
  data: reply(103, { data: blob }, "draft-02 7"),
  name: reply(104, { entries: names }, "draft-02 7"),
  attrs: reply(105, { attrs }, "draft-02 7"),
  extendedReply: reply(201, { payload: rest }, "draft-02 8"),
};

export type ReplyName = keyof typeof replies;
export type ReplyBody<N extends ReplyName> = Body<(typeof replies)[N]["fields"]>;

/** What stands in an EXTENDED_REPLY to one extension. */
export interface ExtendedReplyRow<F extends Fields = Fields> {
  readonly extendedReply: F;
}

const extendedReply = <const F extends Fields>(fields: F): ExtendedReplyRow<F> => ({ extendedReply: fields });

/** The bodies of EXTENDED_REPLY, by what they answer. */
export const extendedReplies = {
  /** The file system's figures; `bsize` and `frsize` in bytes, blocks in units of `frsize`. */
  statvfs: extendedReply({
    bsize: bigUint64,
    frsize: bigUint64,
    blocks: bigUint64,
    bfree: bigUint64,
    bavail: bigUint64,
    files: bigUint64,
    ffree: bigUint64,
    favail: bigUint64,
    fsid: bigUint64,
    flag: bigUint64,
    namemax: bigUint64,
  }),
  /** Bytes, and a number of handles; 0 = no stated limit. */
  limits: extendedReply({
    maxPacketLength: bigUint64,
    maxReadLength: bigUint64,
    maxWriteLength: bigUint64,
    maxOpenHandles: bigUint64,
  }),
  /** One name for each id that was asked for, "" where there is none. */
  usersGroups: extendedReply({ users: textList, groups: textList }),
  /** In one of three dialects, which `decodeCheckFileReply` tells apart. */
  checkFile: extendedReply({ payload: rest }),
  /** `name` repeats the request's; an empty digest says that the quick check did not match. */
  md5Hash: extendedReply({ name: text, digest: bytes }),
  /** Bytes. */
  spaceAvailable: extendedReply({
    bytesOnDevice: bigUint64,
    unusedBytesOnDevice: bigUint64,
    bytesAvailableToUser: bigUint64,
    unusedBytesAvailableToUser: bigUint64,
    bytesPerAllocationUnit: u32,
  }),
};
