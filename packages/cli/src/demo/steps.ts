import { join } from "node:path";
import type { SFTPClient } from "@sftp/sftp";
import type { ShownOptions } from "../transfer/transfers.ts";
import { digest } from "./digest.ts";

/** What a step came to, as was found by looking at it afterwards. */
export interface Outcome {
  readonly files: number;
  readonly bytes: number;
  readonly verified: boolean;
}

/** One step of the demo. */
export interface Step {
  readonly what: string;
  /** Whether it transfers the bytes that it counts. */
  readonly transfers: boolean;
  /** Does it, and returns how to verify it, which does not count into its time. */
  run(options: ShownOptions): Promise<() => Promise<Outcome>>;
}

/** The directories of the demo. */
export interface Places {
  /** What is uploaded: `file` and `tree`. */
  readonly local: string;
  /** What the server serves as "/". */
  readonly served: string;
  /** What is downloaded to. */
  readonly back: string;
}

/** Upload, list and download a file and a tree. */
export function demoSteps(sftp: SFTPClient, { local, served, back }: Places): Step[] {
  return [
    {
      what: "upload a file",
      transfers: true,
      async run(options) {
        await sftp.put(join(local, "file"), "/file", options);
        return () => compare(join(local, "file"), join(served, "file"), options);
      },
    },
    {
      what: "upload a tree",
      transfers: true,
      async run(options) {
        await sftp.put(join(local, "tree"), "/tree", { ...options, recursive: true });
        return () => compare(join(local, "tree"), join(served, "tree"), options);
      },
    },
    {
      what: "list the tree",
      transfers: false,
      async run(options) {
        const listed = await list(sftp, "/tree", options);
        return async () => {
          const { files, bytes } = await digest(join(local, "tree"), options.signal);
          return { ...listed, verified: listed.files === files && listed.bytes === bytes };
        };
      },
    },
    {
      what: "download the file",
      transfers: true,
      async run(options) {
        await sftp.get("/file", join(back, "file"), options);
        return () => compare(join(local, "file"), join(back, "file"), options);
      },
    },
    {
      what: "download the tree",
      transfers: true,
      async run(options) {
        await sftp.get("/tree", join(back, "tree"), { ...options, recursive: true });
        return () => compare(join(local, "tree"), join(back, "tree"), options);
      },
    },
  ];
}

async function compare(source: string, copy: string, { signal }: ShownOptions): Promise<Outcome> {
  const expected = await digest(source, signal);
  const { files, bytes, sha256 } = await digest(copy, signal);
  return { files, bytes, verified: sha256 === expected.sha256 };
}

/** Files and bytes in a directory and those in it. */
async function list(
  sftp: SFTPClient,
  path: string,
  { signal }: ShownOptions,
): Promise<Pick<Outcome, "files" | "bytes">> {
  const entries = await sftp.listdirAttr(path, { signal });
  const parts = await Promise.all(
    entries.map((entry) =>
      entry.isDirectory()
        ? list(sftp, `${path}/${entry.filename}`, { signal, onProgress: () => {} })
        : { files: 1, bytes: entry.size ?? 0 },
    ),
  );
  return parts.reduce((sum, { files, bytes }) => ({ files: sum.files + files, bytes: sum.bytes + bytes }), {
    files: 0,
    bytes: 0,
  });
}
