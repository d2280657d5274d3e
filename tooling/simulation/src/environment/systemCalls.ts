import fs, { constants } from "node:fs";

/** A system call of a server, as `FsBackend` makes it. */
export interface SystemCall {
  readonly name: string;
  /** The path that it names, or where the descriptor leads that it is about. */
  readonly path: string;
}

/** The calls that change or read something; those that only look a path up fail often enough by themselves. */
const CALLS = [
  "open", "close", "read", "write", "fstat", "ftruncate", "fchmod", "fchown", "futimes", "stat", "lstat", "chmod", "utimes",
  "readlink", "link", "rename", "unlink", "mkdir", "rmdir", "opendir", "symlink",
] as const; // prettier-ignore

type Call = (...args: unknown[]) => unknown;

/**
 * The synchronous calls of `node:fs`, which a server with `io: "sync"` makes, each told before it is done. The world's own
 * look at the disk goes past this.
 */
export class SystemCalls {
  /** Called before each call; what it throws is the call's error. */
  before: ((call: SystemCall) => void) | undefined;
  /** Whether a call is this object's own. */
  #isLooking = false;
  /** The calls as they are. */
  readonly real: typeof fs;

  /** Must run before a server is made. */
  static install(): SystemCalls {
    return new SystemCalls();
  }

  private constructor() {
    this.real = { ...fs };
    const calls = fs as unknown as Record<string, Call>;
    for (const name of CALLS) {
      const real = calls[`${name}Sync`]!;
      calls[`${name}Sync`] = (...args) => {
        if (this.before === undefined || this.#isLooking) return real(...args);
        const call = { name, path: this.#pathOf(args[0]) };
        if (name === "close") return this.#close(real, call, args);
        this.before(call);
        return real(...args);
      };
    }
  }

  /** Only what was written can fail to be closed, and it is closed all the same. */
  #close(real: Call, call: SystemCall, args: unknown[]): void {
    const canFail = this.#isForWriting(args[0]);
    real(...args);
    if (canFail) this.before?.(call);
  }

  #isForWriting(descriptor: unknown): boolean {
    this.#isLooking = true;
    const information = this.real.readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1");
    this.#isLooking = false;
    const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(information)?.[1] ?? "0", 8);
    return (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
  }

  #pathOf(about: unknown): string {
    try {
      return typeof about === "number"
        ? this.real.readlinkSync(`/proc/self/fd/${about}`)
        : this.#withoutDescriptor(Buffer.isBuffer(about) ? about.toString("latin1") : String(about));
    } catch {
      return String(about);
    }
  }

  /** The path without `/proc/self/fd/N` in front, whose number says nothing. */
  #withoutDescriptor(path: string): string {
    const [, descriptor, rest] = /^\/proc\/(?:self|\d+)\/fd\/(\d+)(.*)$/s.exec(path) ?? [];
    if (descriptor === undefined) return path;
    return this.real.readlinkSync(`/proc/self/fd/${descriptor}`) + rest;
  }
}
