import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duplexPair } from "node:stream";
import { Random, repeats } from "@sftp/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  deny,
  FsBackend,
  type FsBackendOptions,
  intercept,
  isSFTPError,
  OpenFlags,
  SFTPClient,
  SFTPServer,
  type SFTPServerInterface,
  StatusCode,
} from "../src/index.ts";

const { READ, WRITE, CREAT, TRUNC, EXCL } = OpenFlags;
const REPLACE = WRITE | CREAT | TRUNC;
const PATHS = ["/a", "/b", "/d/c", "/link", "/up/c", "/d"];
const PROGRAMS = repeats(90);
const STEPS = 30;

/** Requests as they go over the wire. */
interface Session {
  readonly call: SFTPClient["request"];
}

/** What a request came to: what it says, or its status. */
async function outcome(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    const said = await ask();
    return (said as { code?: number } | undefined)?.code === StatusCode.OK ? "done" : said;
  } catch (error) {
    if (!isSFTPError(error)) throw error;
    return `status ${error.status}`;
  }
}

/** A reply; `undefined` at the end. */
async function untilEof<T>(reply: Promise<T>): Promise<T | undefined> {
  try {
    return await reply;
  } catch (error) {
    if (isSFTPError(error) && error.status === StatusCode.EOF) return undefined;
    throw error;
  }
}

async function connect(backend: SFTPServerInterface): Promise<Session> {
  const [near, far] = duplexPair();
  const { closed } = new SFTPServer(far, { backend });
  onTestFinished(async () => {
    far.destroy();
    await closed;
  });
  const client = await SFTPClient.fromChannel(near);
  return { call: (name, body) => client.request(name, body) };
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "sftp-uploads-"));
  onTestFinished(() => {
    makeWritable(folder);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Undoes what programs do to the modes of directories, so that they can be removed without the rights of root. */
function makeWritable(directory: string): void {
  chmodSync(directory, 0o700);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(directory, entry.name));
  }
}

/** Everything in a directory, as text. */
function everything(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const what = entry.isFile() ? `${readFileSync(path, "latin1")} ${statSync(path).mode}` : "";
      return `${path.slice(folder.length)} ${what}`;
    })
    .toSorted();
}

/** One session on a backend, with the handles that a program has open. */
class Player {
  readonly #session: Session;
  readonly #handles: (Uint8Array | undefined)[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  /** Opens, so that later steps can name the handle by its number. */
  async open(path: string, flags: OpenFlags): Promise<unknown> {
    const said = await outcome(() => this.#session.call("open", { path, flags, attrs: {} }));
    this.#handles.push((said as { handle?: Uint8Array }).handle);
    return typeof said === "string" ? said : "open";
  }

  step(name: "write" | "close" | "fstat", of: number, data = Buffer.alloc(0), offset = 0): Promise<unknown> {
    const handle = this.#handles[of];
    if (handle === undefined) return Promise.resolve("none");
    if (name === "close") this.#handles[of] = undefined;
    if (name === "write") return outcome(() => this.#session.call("write", { handle, offset, data }));
    if (name === "close") return outcome(() => this.#session.call("close", { handle }));
    return outcome(async () => attributes(await this.#session.call("fstat", { handle })));
  }

  async read(path: string): Promise<unknown> {
    return outcome(async () => {
      const { handle } = await this.#session.call("open", { path, flags: READ, attrs: {} });
      const reply = await untilEof(this.#session.call("read", { handle, offset: 0, length: 1000 }));
      await this.#session.call("close", { handle });
      return reply === undefined ? "" : Buffer.from(reply.data).toString("latin1");
    });
  }

  async list(path: string): Promise<unknown> {
    return outcome(async () => {
      const { handle } = await this.#session.call("opendir", { path });
      const names: string[] = [];
      for (;;) {
        const page = await untilEof(this.#session.call("readdir", { handle }));
        if (page === undefined) break;
        names.push(
          ...page.entries.map(
            ({ filename, attrs }) => `${filename} ${attrs.mode} ${isFile(attrs) ? attrs.size : ""}`,
          ),
        );
      }
      await this.#session.call("close", { handle });
      return names.toSorted();
    });
  }

  async at(
    request: "stat" | "lstat" | "readlink" | "remove" | "rmdir" | "realpath",
    path: string,
  ): Promise<unknown> {
    return outcome(async () => {
      const reply = await this.#session.call(request, { path });
      if (reply !== undefined && "attrs" in reply) return attributes(reply);
      return reply !== undefined && "entries" in reply ? reply.entries[0]!.filename : "done";
    });
  }

  change(path: string, attrs: { mode?: number; size?: number }): Promise<unknown> {
    return outcome(() => this.#session.call("setstat", { path, attrs }));
  }

  make(path: string, how: "mkdir" | "symlink"): Promise<unknown> {
    return outcome(() =>
      how === "mkdir"
        ? this.#session.call("mkdir", { path, attrs: {} })
        : this.#session.call("symlink", { targetPath: "a", linkPath: path }),
    );
  }

  move(how: "rename" | "posix-rename@openssh.com", oldPath: string, newPath: string): Promise<unknown> {
    return outcome(() => this.#session.call(how, { oldPath, newPath }));
  }
}

function isFile({ mode = 0 }: { mode?: number | undefined }): boolean {
  return (mode & 0o170000) === 0o100000;
}

/** Times and links' sizes aside: they depend on when and how. */
function attributes({ attrs }: { attrs: { mode?: number | undefined; size?: unknown } }): unknown {
  return { mode: attrs.mode, ...(isFile(attrs) && { size: attrs.size }) };
}

type Step = (player: Player) => Promise<unknown>;

/** A random request. An upload is opened only where none is pending: a second one is another matter. */
function nextStep(random: Random, pending: Set<number>, opened: { count: number }): Step {
  const [path, other] = [random.pick(PATHS), random.pick(PATHS.slice(0, 3))];
  const file = random.pick(PATHS.slice(0, 3));
  const of = random.below(Math.max(1, opened.count));
  switch (random.below(15)) {
    case 0:
    case 1:
    case 2: {
      if (pending.size > 0) return (player) => player.at("stat", file);
      pending.add(opened.count++);
      return (player) => player.open(file, REPLACE);
    }
    case 3:
    case 4:
      return (player) => player.step("write", of, Buffer.alloc(5, 97 + random.below(1)), of * 3);
    case 5: {
      if (!random.oneIn(3)) return (player) => player.step("fstat", of);
      pending.delete(of);
      return (player) => player.step("close", of);
    }
    case 6:
      return (player) => player.at("stat", path);
    case 7:
      return (player) => player.at("lstat", path);
    case 8: {
      const attrs = random.pick([{ mode: 0o640 }, { size: 3 }, { size: 9, mode: 0o604 }]);
      return (player) => player.change(path, attrs);
    }
    case 9:
      return (player) => player.at("remove", file);
    case 10: {
      const how = random.pick(["rename", "posix-rename@openssh.com"] as const);
      return (player) => player.move(how, file, other);
    }
    case 11:
      return (player) => player.read(path);
    case 12: {
      const folder = random.pick(["/", "/d", "/up"]);
      return (player) => player.list(folder);
    }
    case 13: {
      opened.count++;
      return (player) => player.open(file, WRITE | CREAT | TRUNC | EXCL);
    }
    default: {
      const how = random.pick(["readlink", "rmdir", "realpath"] as const);
      const make = random.pick(["mkdir", "symlink"] as const);
      return random.oneIn(2) ? (player) => player.at(how, file) : (player) => player.make(file, make);
    }
  }
}

const ways: [name: string, options: FsBackendOptions][] = [
  ["sync", { io: "sync" }],
  ["async", { io: "async" }],
  ["portable", { portable: true }],
];

describe.each(ways)("[S-22] an upload that is not committed yet, %s", (_name, options) => {
  it("answers its own session as a file does that is written in place", { timeout: 120_000 }, async () => {
    for (let seed = 1; seed <= PROGRAMS / ways.length; seed++) {
      const roots = [scratch(), scratch()] as const;
      const backends = roots.map((root, n) => new FsBackend({ root, ...options, atomicUploads: n === 0 }));
      const players = await Promise.all(backends.map(async (backend) => new Player(await connect(backend))));
      const both = (step: Step) => Promise.all(players.map((player) => step(player)));
      await both(async (player) => {
        await player.make("/d", "mkdir");
        await player.make("/link", "symlink");
        await player.move("rename", "/x", "/y");
      });
      await both((player) => player.open("/a", REPLACE));
      await both((player) => player.step("write", 0, Buffer.from("old content")));
      await both((player) => player.step("close", 0));
      const random = new Random(seed);
      const [pending, opened] = [new Set<number>(), { count: 1 }];
      for (let n = 0; n < STEPS; n++) {
        const [deferred, atOnce] = await both(nextStep(random, pending, opened));
        expect(deferred, `seed ${seed}, step ${n}`).toEqual(atOnce);
      }
      for (let of = 0; of < opened.count; of++) {
        const [deferred, atOnce] = await both((player) => player.step("close", of));
        expect(deferred, `seed ${seed}, close ${of}`).toEqual(atOnce);
      }
      expect(everything(roots[0]), `seed ${seed}`).toEqual(everything(roots[1]));
    }
  });

  it("is unseen by other sessions, which have what was there before", async () => {
    const root = scratch();
    const backend = new FsBackend({ root, ...options, atomicUploads: true });
    const [own, others] = [new Player(await connect(backend)), new Player(await connect(backend))];
    await own.open("/a", REPLACE);
    await own.step("write", 0, Buffer.from("old"));
    await own.step("close", 0);
    await own.open("/a", REPLACE);
    await own.open("/new", REPLACE);
    await own.step("write", 1, Buffer.from("not yet"));
    expect(await own.read("/a")).toBe("not yet");
    expect(await others.read("/a")).toBe("old");
    expect(await others.at("stat", "/new")).toBe("status 2");
    expect((await others.list("/")) as string[]).toEqual(
      ((await own.list("/")) as string[])
        .filter((line) => !line.startsWith("new "))
        .map((line) => line.replace(/^(a \d+) 7$/, "$1 3")),
    );
    await own.step("close", 1);
    expect(await others.read("/a")).toBe("not yet");
  });

  it("is replaced by a second OPEN with TRUNC, and its own CLOSE says so", async () => {
    const root = scratch();
    const player = new Player(await connect(new FsBackend({ root, ...options, atomicUploads: true })));
    await player.open("/a", REPLACE);
    await player.step("write", 0, Buffer.from("first"));
    expect(await player.open("/a", WRITE | CREAT)).toBe(`status ${StatusCode.FAILURE}`);
    expect(await player.open("/a", REPLACE | EXCL)).toBe(`status ${StatusCode.FAILURE}`);
    expect(await player.open("/a", WRITE | TRUNC)).toBe("open");
    await player.step("write", 3, Buffer.from("second"));
    expect(await player.step("write", 0, Buffer.from("more"))).toBe(`status ${StatusCode.FAILURE}`);
    expect(await player.step("close", 3)).toBe("done");
    expect(await player.step("close", 0)).toBe(`status ${StatusCode.FAILURE}`);
    expect(everything(root).map((line) => line.split(" ")[1])).toEqual(["second"]);
  });

  it("keeps the directories above it where they are", async () => {
    const player = new Player(
      await connect(new FsBackend({ root: scratch(), ...options, atomicUploads: true })),
    );
    await player.make("/d", "mkdir");
    await player.open("/d/c", REPLACE);
    expect(await player.move("rename", "/d", "/e")).toBe(`status ${StatusCode.FAILURE}`);
    expect(await player.at("rmdir", "/d")).toBe(`status ${StatusCode.FAILURE}`);
    await player.step("close", 0);
    expect(await player.move("rename", "/d", "/e")).toBe("done");
  });

  it("never replaces by a RENAME what another session has made since", async () => {
    const root = scratch();
    const backend = new FsBackend({ root, ...options, atomicUploads: true });
    const [own, others] = [new Player(await connect(backend)), new Player(await connect(backend))];
    await own.open("/a", REPLACE);
    expect(await own.move("rename", "/a", "/b")).toBe("done");
    await others.open("/b", REPLACE);
    await others.step("write", 0, Buffer.from("theirs"));
    await others.step("close", 0);
    expect(await own.step("close", 0)).toBe(`status ${StatusCode.FAILURE}`);
    expect(everything(root).map((line) => line.split(" ").slice(0, 2))).toEqual([["/b", "theirs"]]);
  });
});

describe("[S-22] what else happens around an upload that is not committed yet", () => {
  const endings: Record<string, (player: Player) => Promise<unknown>> = {
    CLOSE: (player) => player.step("close", 0),
    REMOVE: (player) => player.at("remove", "/a"),
    "REMOVE and CLOSE": async (player) => {
      await player.at("remove", "/a");
      return player.step("close", 0);
    },
    RENAME: (player) => player.move("rename", "/a", "/b"),
    "RENAME and CLOSE": async (player) => {
      await player.move("rename", "/a", "/b");
      return player.step("close", 0);
    },
  };

  it.each(Object.keys(endings))("a listing that was begun before its %s goes on", async (ending) => {
    for (const old of ["", "old"]) {
      for (const options of ways.map(([, way]) => way)) {
        const root = scratch();
        const session = await connect(new FsBackend({ root, ...options, atomicUploads: true }));
        const player = new Player(session);
        writeFileSync(join(root, "other"), "");
        if (old) writeFileSync(join(root, "a"), old);
        await player.open("/a", REPLACE);
        const { handle } = await session.call("opendir", { path: "/" });
        expect(await endings[ending]!(player)).toBe("done");
        const { entries } = await session.call("readdir", { handle });
        const names = entries.map(({ filename }) => filename);
        expect(names).toContain("other");
        if (ending === "CLOSE") expect(names).toContain("a");
        if (ending.startsWith("REMOVE")) expect(names).not.toContain("a");
        if (ending.startsWith("RENAME")) expect(names).not.toContain("a");
      }
    }
  });

  it("a second RENAME of it spares what another session has made at its path", async () => {
    for (const options of ways.map(([, way]) => way)) {
      const root = scratch();
      const player = new Player(await connect(new FsBackend({ root, ...options, atomicUploads: true })));
      await player.open("/a", REPLACE);
      expect(await player.move("rename", "/a", "/b")).toBe("done");
      writeFileSync(join(root, "b"), "theirs");
      expect(await player.move("rename", "/b", "/c")).toBe("done");
      expect(await player.step("close", 0)).toBe("done");
      expect(everything(root).map((line) => line.split(" ").slice(0, 2))).toEqual([
        ["/b", "theirs"],
        ["/c", ""],
      ]);
    }
  });

  it("the later of two OPENs by different names, sent at the same time, is committed", async () => {
    for (const options of ways.map(([, way]) => way)) {
      const root = scratch();
      const player = new Player(await connect(new FsBackend({ root, ...options, atomicUploads: true })));
      await player.make("/link", "symlink");
      await Promise.all([player.open("/a", REPLACE), player.open("/link", REPLACE)]);
      const closed = [await player.step("close", 0), await player.step("close", 1)];
      expect(closed.toSorted()).toEqual(["done", `status ${StatusCode.FAILURE}`]);
    }
  });

  it("a RENAME of it needs no right to remove what is not there", async () => {
    for (const options of ways.map(([, way]) => way)) {
      const root = scratch();
      const backend = deny(new FsBackend({ root, ...options, atomicUploads: true }), ["remove"]);
      const player = new Player(await connect(backend));
      await player.open("/a", REPLACE);
      expect(await player.move("rename", "/a", "/b")).toBe("done");
      expect(await player.step("close", 0)).toBe("done");
      expect(readdirSync(root)).toEqual(["b"]);
    }
  });

  it("a RENAME of it that is refused leaves it at its path", async () => {
    for (const options of ways.map(([, way]) => way)) {
      const root = scratch();
      const backend = deny(new FsBackend({ root, ...options, atomicUploads: true }), ["remove"]);
      const player = new Player(await connect(backend));
      writeFileSync(join(root, "a"), "old");
      await player.open("/a", REPLACE);
      await player.step("write", 0, Buffer.from("new"));
      expect(await player.move("rename", "/a", "/b")).toBe(`status ${StatusCode.PERMISSION_DENIED}`);
      expect(await player.step("close", 0)).toBe("done");
      expect(everything(root).map((line) => line.split(" ").slice(0, 2))).toEqual([["/a", "new"]]);
    }
  });

  it("an OPEN that is refused because its path cannot be found out leaves nothing", async () => {
    for (const options of ways.map(([, way]) => way)) {
      const root = scratch();
      const backend = deny(new FsBackend({ root, ...options, atomicUploads: true }), ["canonicalize"]);
      const player = new Player(await connect(backend));
      expect(await player.open("/a", REPLACE)).toBe(`status ${StatusCode.PERMISSION_DENIED}`);
      expect(readdirSync(root)).toEqual([]);
    }
  });
});

describe("[S-21] an upload one of whose writes failed", () => {
  const refusals: Record<string, (backend: FsBackend) => SFTPServerInterface> = {
    "refused by a middleware": (backend) =>
      intercept(backend, (call, proceed) => {
        if (call.operation === "write" && call.args[1] === 5)
          throw Object.assign(new Error(), { code: "EDQUOT" });
        return proceed();
      }),
    "refused later by a middleware": (backend) =>
      intercept(backend, async (call, proceed) => {
        if (call.operation === "write" && call.args[1] === 5)
          throw Object.assign(new Error(), { code: "ENOSPC" });
        return proceed();
      }),
  };

  it.each(Object.entries(refusals))("%s, is never committed", async (_how, refusing) => {
    for (const options of ways.map(([, way]) => way)) {
      const root = scratch();
      const session = await connect(refusing(new FsBackend({ root, ...options, atomicUploads: true })));
      const player = new Player(session);
      await player.open("/a", REPLACE);
      await player.step("write", 0, Buffer.from("whole"));
      expect(await player.step("close", 0)).toBe("done");
      for (let n = 1; n <= 3; n++) {
        await player.open("/a", REPLACE);
        // Whatever is written before it, after it, or at the same time.
        const replies = await Promise.all(
          [0, 5, 10, 15].map((at) => player.step("write", n, Buffer.from("12345"), at)),
        );
        expect(replies.filter((reply) => reply !== "done")).toEqual([`status ${StatusCode.FAILURE}`]);
        expect(await player.step("close", n)).toBe(`status ${StatusCode.FAILURE}`);
        expect(everything(root).map((line) => line.split(" ")[1])).toEqual(["whole"]);
      }
    }
  });
});
