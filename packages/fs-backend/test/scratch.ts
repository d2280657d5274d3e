import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { OpenFlags, type RequestContext, SFTPAttributes } from "@sftp/server";
import { expect, onTestFinished } from "vitest";

import { FsBackend } from "../src/fsBackend.ts";
import type { FsBackendOptions } from "../src/fsBackendOptions.ts";

/** Attributes that say nothing. */
export const NONE = new SFTPAttributes();

/** What a server hands to a backend with a request. */
export const ctx: RequestContext = {
  signal: new AbortController().signal,
  session: { id: "1", state: new Map() },
  requestId: 1,
  yield: () => undefined,
};

/** An empty folder of the test's own, removed when it has finished. */
export function scratchFolder(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "fs-backend-")));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A backend on an empty root. When the test has finished, it must have closed every descriptor that it opened. */
export function scratchBackend(options: FsBackendOptions = {}): { root: string; backend: FsBackend } {
  const root = scratchFolder();
  const before = openDescriptors();
  const backend = new FsBackend({ root, ...options });
  onTestFinished(async () => {
    await backend.release();
    expect(openDescriptors()).toEqual(before);
  });
  return { root, backend };
}

/** What descriptors this process has open on files, folders and the like; event loops and pipes are somebody else's. */
export function openDescriptors(): string[] {
  const targets: string[] = [];
  for (const fd of fs.readdirSync("/proc/self/fd")) {
    try {
      const target = fs.readlinkSync(`/proc/self/fd/${fd}`);
      if (target.startsWith("/") && !target.startsWith("/proc/")) targets.push(target);
    } catch {
      // The descriptor of this very listing.
    }
  }
  return targets.toSorted();
}

/** The ways in which a root can be served, for what must hold in all of them. */
export const roots: [name: string, options: FsBackendOptions][] = [
  ["in the jail", {}],
  ["in the jail, with calls that promise", { io: "async" }],
  ["on a portable root", { portable: true }],
];

/** The same, and one that writes in its own way. */
export const writers: typeof roots = [...roots, ["with atomic uploads", { atomicUploads: true }]];

const { READ, WRITE, CREAT, TRUNC } = OpenFlags;

/** Writes a file as a client does that puts one. */
export async function put(
  backend: FsBackend,
  path: string,
  text: string,
  flags = WRITE | CREAT | TRUNC,
  attrs = NONE,
): Promise<void> {
  const file = await backend.open(path, flags, attrs);
  try {
    await file.write(Buffer.from(text), 0);
  } finally {
    await file.close("closed");
  }
}

/** Reads a small file. */
export async function get(backend: FsBackend, path: string): Promise<string> {
  const file = await backend.open(path, READ, NONE);
  try {
    const into = Buffer.alloc(4096);
    return into.toString("utf8", 0, await file.read(into, 0));
  } finally {
    await file.close("closed");
  }
}

/** The names in a folder, sorted. */
export async function names(backend: FsBackend, path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { filename } of await backend.listFolder(path)) found.push(filename!);
  return found.toSorted();
}

/** The `code` of the error that something ends in; "" if there is none. */
export async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return "";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
