import type { Attrs } from "./attrs.ts";
import type { DecodedReply, DecodedRequest } from "./codec.ts";
import { escapeName } from "./escapeName.ts";
import type { FieldKind, Fields, NameEntry } from "./fields.ts";
import { replies } from "./replies.ts";
import { requests } from "./requests.ts";
import { statusName } from "./status.ts";

/** How much of a handle is shown; real ones are shorter. */
const SHOWN_BYTES = 32;

/** A request as one line of text: `read #7 handle=0000002a offset=32768 length=32768`. */
export function formatRequest(request: DecodedRequest): string {
  switch (request.kind) {
    case "unknown":
      return `unknown #${request.id} ${request.what}`;
    case "malformed":
      return `malformed ${request.what} #${request.id} ${request.error.message}`;
    case "request":
      return `${request.name} #${request.id}${formatBody(requests[request.name].fields, request.body)}`;
  }
}

/** A reply as one line of text: `data #7 32768 bytes`. */
export function formatReply(reply: DecodedReply): string {
  const head = `${reply.name} #${reply.id}`;
  switch (reply.name) {
    case "status":
      return `${head} ${statusName(reply.body.code)}${reply.body.message ? ` "${escapeName(reply.body.message)}"` : ""}`;
    case "data":
      return `${head} ${reply.body.data.length} bytes`;
    default:
      return head + formatBody(replies[reply.name].fields, reply.body);
  }
}

function formatBody(fields: Fields, body: object): string {
  let line = "";
  for (const [name, { kind }] of Object.entries(fields)) {
    const value = (body as Record<string, unknown>)[name];
    if (value !== undefined) line += ` ${name}=${formatValue(kind, value)}`;
  }
  return line;
}

function formatValue(kind: FieldKind, value: unknown): string {
  switch (kind) {
    case "handle":
      return hex(value as Uint8Array);
    case "bytes":
    case "blob":
    case "rest":
      return `<${(value as Uint8Array).length} bytes>`;
    case "text":
    case "optionalText":
      return quoted([value as string]);
    case "textList":
      return `[${quoted(value as string[])}]`;
    case "names":
      return `[${quoted((value as NameEntry[]).map(({ filename }) => filename))}]`;
    case "attrs":
      return formatAttrs(value as Attrs);
    case "u32List":
      return `[${(value as number[]).join(", ")}]`;
    case "bool":
    case "u32":
    case "u64":
    case "bigUint64":
      return String(value);
  }
}

function formatAttrs(attrs: Attrs): string {
  const parts = Object.entries(attrs)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${formatAttribute(name as keyof Attrs, value)}`);
  return `{${parts.join(" ")}}`;
}

function formatAttribute(name: keyof Attrs, value: unknown): string {
  if (name === "mode") return `0${(value as number).toString(8)}`;
  if (name === "extended") return `[${quoted((value as ReadonlyMap<string, unknown>).keys())}]`;
  return String(value);
}

function quoted(texts: Iterable<string>): string {
  return Array.from(texts, (text) => `"${escapeName(text)}"`).join(", ");
}

function hex(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, SHOWN_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
  return bytes.length > SHOWN_BYTES ? `${shown}...` : shown;
}
