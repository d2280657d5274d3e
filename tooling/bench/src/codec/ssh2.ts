import type { Contender } from "./contender.ts";
import { type Sample, SAMPLE_ID } from "./samples.ts";
import { nobody, type SSH2Session, ssh2Session } from "./ssh2Session.ts";

/** A sample's body, with Buffers where ssh2 wants them. */
type Values = Record<string, unknown>;
type Call = (session: SSH2Session, values: Values) => void;

/** `ssh2`: the method behind each message, and the parser with somebody who waits for what it finds. */
export const ssh2: Contender = {
  name: "ssh2",

  encoder(sample) {
    const call = (sample.side === "request" ? requestCalls : replyCalls)[sample.name];
    if (call === undefined) return undefined;
    const session = ssh2Session(sample.side === "request" ? "client" : "server");
    const values = inBuffers(sample.body);
    return () => {
      call(session, values);
      session._requests = {};
    };
  },

  decoder(sample) {
    if (sample.side === "request") return sample.extension ? undefined : requestDecoder(sample.name);
    return sample.name === "extendedReply" ? undefined : replyDecoder(sample);
  },
};

const byPath =
  (method: string): Call =>
  (session, { path }) =>
    session[method]!(path, nobody);
const byHandle =
  (method: string): Call =>
  (session, { handle }) =>
    session[method]!(handle, nobody);

const requestCalls: Record<string, Call> = {
  open: (session, { path, flags, attrs }) => session["open"]!(path, flags, attrs, nobody),
  close: byHandle("close"),
  read: (session, { handle, offset, length }) => session["read"]!(handle, target, 0, length, offset, nobody),
  write: (session, { handle, offset, data }) =>
    session["write"]!(handle, data, 0, (data as Buffer).length, offset, nobody),
  lstat: byPath("lstat"),
  fstat: byHandle("fstat"),
  setstat: (session, { path, attrs }) => session["setstat"]!(path, attrs, nobody),
  fsetstat: (session, { handle, attrs }) => session["fsetstat"]!(handle, attrs, nobody),
  opendir: byPath("opendir"),
  readdir: byHandle("readdir"),
  remove: byPath("unlink"),
  mkdir: (session, { path, attrs }) => session["mkdir"]!(path, attrs, nobody),
  rmdir: byPath("rmdir"),
  realpath: byPath("realpath"),
  stat: byPath("stat"),
  rename: (session, { oldPath, newPath }) => session["rename"]!(oldPath, newPath, nobody),
  readlink: byPath("readlink"),
  symlink: (session, { targetPath, linkPath }) => session["symlink"]!(targetPath, linkPath, nobody),
};

const replyCalls: Record<string, Call> = {
  status: (session, { code, message }) => session["status"]!(SAMPLE_ID, code, message),
  handle: (session, { handle }) => session["handle"]!(SAMPLE_ID, handle),
  data: (session, { data }) => session["data"]!(SAMPLE_ID, data),
  name: (session, { entries }) => session["name"]!(SAMPLE_ID, entries),
  attrs: (session, { attrs }) => session["attrs"]!(SAMPLE_ID, attrs),
};

/** Where a READ's bytes go: ssh2 copies them there while it parses. */
const target = Buffer.alloc(256 * 1024);

function requestDecoder(name: string): (chunks: readonly Uint8Array[]) => void {
  const session = ssh2Session("server");
  session["on"]!(name.toUpperCase(), nobody);
  return (chunks) => {
    for (const chunk of chunks) session["push"]!(chunk);
  };
}

function replyDecoder({ name }: Sample): (chunks: readonly Uint8Array[]) => void {
  const session = ssh2Session("client");
  const request = { cb: nobody, buffer: name === "data" ? target : undefined };
  return (chunks) => {
    session._requests[SAMPLE_ID] = request;
    for (const chunk of chunks) session["push"]!(chunk);
  };
}

function inBuffers(body: object): Values {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? Buffer.from(value) : value,
    ]),
  );
}
