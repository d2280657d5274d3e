import type { Attrs } from "./attrs.ts";
import type { DecodedReply, DecodedRequest } from "./codec.ts";
import { escapeName } from "./escapeName.ts";
import type { FieldKind, Fields, NameEntry } from "./fields.ts";
import { replies } from "./replies.ts";
import { requests } from "./requests.ts";
import { statusName } from "./status.ts";

/** A request as one line of text: `read #7 handle=0000002a offset=32768 length=32768`. */
export function formatRequest(request: DecodedRequest): string {
  switch (request.kind) {
    case "unknown":
      return `unknown #${request.id} ${escapeName(request.what)}`;
    case "malformed":
      return `malformed ${escapeName(request.what)} #${request.id} ${request.error.message}`;
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
      return `"${escapeName(value as string)}"`;
    case "textList":
      return `[${(value as string[]).map((item) => `"${escapeName(item)}"`).join(", ")}]`;
    case "names":
      return `[${(value as NameEntry[]).map((entry) => `"${escapeName(entry.filename)}"`).join(", ")}]`;
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
    .map(([name, value]) => {
      if (value instanceof Map)
        return `extended=[${[...value.keys()].map((key) => escapeName(String(key))).join(", ")}]`;
      return `${name}=${name === "mode" ? `0${(value as number).toString(8)}` : String(value)}`;
    });
  return `{${parts.join(" ")}}`;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
