import type { Interceptor } from "@sftp/server";

/** A file under its own name, or under the temporary one of an atomic upload. */
const PART = /^\.(.+)\.[0-9a-f]{32}\.part$/;

/**
 * Watches what servers are told to write for C-16: each byte must be one of the file that it is written to, at its place,
 * also when the upload has failed long ago. Memory that was used again too early shows here.
 */
export class WriteCheck {
  readonly #contents = new Map<string, Buffer>();
  readonly #report: (violation: string) => void;

  constructor(report: (violation: string) => void) {
    this.#report = report;
  }

  /** Says what is the only content that a path may get from now on. */
  expect(path: string, content: Buffer): void {
    this.#contents.set(path, content);
  }

  readonly interceptor: Interceptor = (call, proceed) => {
    if (call.operation === "write") {
      const [data, offset] = call.args as [Uint8Array, number];
      const content = this.#contents.get(finalPath(call.paths[0]!));
      if (content !== undefined && !content.subarray(offset, offset + data.length).equals(data)) {
        this.#report(
          `C-16: ${data.length} bytes at ${offset} of ${call.paths[0]} are not those that were sent`,
        );
      }
    }
    return proceed();
  };
}

function finalPath(path: string): string {
  const slash = path.lastIndexOf("/") + 1;
  const name = path.slice(slash);
  return path.slice(0, slash) + (PART.exec(name)?.[1] ?? name);
}
