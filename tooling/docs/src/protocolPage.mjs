// @ts-check
import {
  AttrsFlag,
  DEFAULT_MAX_FRAME,
  EXTENDED,
  extendedReplies,
  INIT,
  OpenFlags,
  PROTOCOL_VERSION,
  replies,
  requests,
  StatusCode,
  statusErrno,
  statusName,
  statusSince,
  statusText,
  VERSION,
} from "@sftp/wire";

import { fieldKinds } from "./fieldKinds.mjs";
import { code, codeBlock, table } from "./markdown.mjs";
import { traceExample } from "./traceExample.mjs";

/** @typedef {import("@sftp/wire").RequestRow} RequestRow */
/** @typedef {import("@sftp/wire").ExtendedReplyRow} ExtendedReplyRow */

const rows = /** @type {[string, RequestRow][]} */ (Object.entries(requests));
const extendedRows = /** @type {[string, ExtendedReplyRow][]} */ (Object.entries(extendedReplies));

/** The page that says what travels, written from the table that the codec runs on. */
export function protocolPage() {
  return `${sections().join("\n\n")}\n`;
}

function sections() {
  return [
    "# The protocol",
    `What ${code("@sftp/wire")} speaks: SFTP version ${PROTOCOL_VERSION} (draft-ietf-secsh-filexfer-02) with OpenSSH's extensions
(OpenSSH, PROTOCOL section 4) and a few others. This page is written from the table that drives the codec; to change it,
change the table and run ${code("pnpm run docs")}.`,

    "## Packets",
    `A packet is ${code("u32 length")}, ${code("u8 type")} and a body; the length counts type and body. Integers are unsigned, most
significant byte first. A string is ${code("u32 length")} and so many bytes. ${code("INIT")} (type ${INIT}) and ${code("VERSION")} (type ${VERSION}) hold
${code("u32 version")} and pairs of strings up to the packet's end, the name of an extension and its data. Every other body
begins with ${code("u32 id")}, which the reply repeats.

Packets of 1 to ${DEFAULT_MAX_FRAME} bytes are read, unless another limit is set; the stream ends with any other length. A
request must end exactly where its packet ends. Bytes behind the body of a reply are counted and ignored.`,

    "## Fields",
    table(
      ["kind", "on the wire", "in JavaScript"],
      Object.entries(fieldKinds).map(([kind, { wire, value }]) => [code(kind), wire, value]),
    ),

    "## Names",
    `Names are bytes on the wire and strings in the API, without loss: a byte that is no UTF-8 is the lone surrogate
U+DC80 to U+DCFF of the same number, and goes back to the same byte. Other charsets can be chosen for a session.`,

    "## Requests",
    table(
      ["request", "type", "fields", "reply", "effect", "source"],
      rows
        .filter(([, { type }]) => type !== EXTENDED)
        .map(([name, row]) => [
          code(name),
          String(row.type),
          fieldList(row.fields),
          replyOf(row),
          effectOf(row),
          row.source,
        ]),
    ),
    `Every request may be answered by ${code("status")} instead. ${code("symlink")} has the target first, as OpenSSH has it; the draft
has the link first.`,

    "## Extensions",
    `Requests of type ${EXTENDED}: behind the id stands the name as a string, then the fields. ${code("VERSION")} announces an
extension by a pair of its name and the text in the second column; those without one are announced by another's.`,
    table(
      ["extension", "announced as", "fields", "reply", "effect", "source"],
      rows
        .filter(([, { type }]) => type === EXTENDED)
        .map(([name, row]) => [
          code(name),
          row.version === undefined ? "" : code(row.version),
          fieldList(row.fields),
          replyOf(row),
          effectOf(row),
          row.source,
        ]),
    ),

    "## Replies",
    table(
      ["reply", "type", "fields", "source"],
      Object.entries(replies).map(([name, { type, fields, source }]) => [
        code(name),
        String(type),
        fieldList(fields),
        source,
      ]),
    ),
    `The payload of ${code("extendedReply")} depends on what was asked:`,
    table(
      ["payload", "fields"],
      extendedRows.map(([name, { extendedReply }]) => [code(name), fieldList(extendedReply)]),
    ),
    `${code("checkFile")} comes in three dialects: the algorithm and raw digests (draft); the same behind the string
${code("check-file")} (paramiko); and that with a length before each digest (Apache MINA). All are read.`,

    "## Attributes",
    `${code("u32 flags")}, then each group whose bit is set, in this order. A group that is not there was not sent, or is not to be
set.`,
    table(
      ["bit", "group", "fields"],
      Object.entries(attrsGroups).map(([group, fields]) => [
        hex(AttrsFlag[/** @type {keyof typeof AttrsFlag} */ (group)]),
        code(group),
        fields,
      ]),
    ),

    "## The flags of open",
    table(
      ["bit", "name"],
      Object.entries(OpenFlags).map(([name, bit]) => [hex(bit), code(name)]),
    ),

    "## Status codes",
    `Codes from 9 up belong to later versions, but some servers of version 3 send them anyway. ${code("code")} is what an
${code("SFTPError")} with this status has as its ${code("code")}.`,
    table(
      ["status", "name", "text", "code", "since version"],
      Object.values(StatusCode).map((status) => [
        String(status),
        code(statusName(status)),
        statusText(status),
        code(statusErrno(status)),
        String(statusSince(status)),
      ]),
    ),

    "## A session, byte by byte",
    "A file is opened, read and closed; two READs are under way at once, of which the second finds the end.",
    codeBlock(traceExample()),
  ];
}

/** @type {Readonly<Record<keyof typeof AttrsFlag, string>>} */
const attrsGroups = {
  SIZE: "`size` u64",
  UIDGID: "`uid` u32, `gid` u32",
  PERMISSIONS: "`mode` u32: type bits and permissions",
  ACMODTIME: "`atime` u32, `mtime` u32: seconds since 1970",
  EXTENDED: "u32 count, then for each: name and value as strings",
};

/** @param {import("@sftp/wire").Fields} fields */
function fieldList(fields) {
  return Object.entries(fields)
    .map(([name, { kind }]) => `${code(name)} ${kind}`)
    .join(", ");
}

/** @param {RequestRow} row */
function replyOf({ reply }) {
  if (typeof reply === "string") return code(reply);
  const [name] = extendedRows.find(([, row]) => row === reply) ?? [];
  if (name === undefined) throw new Error("a request names a reply that is not in the table");
  return code(name);
}

/** @param {RequestRow} row */
function effectOf({ effect }) {
  return effect === "byFlags" ? "by its flags" : effect;
}

/** @param {number} bits */
function hex(bits) {
  return code(`0x${bits.toString(16).padStart(2, "0")}`);
}
