import { Flag, Packet, Status, string, type SwitchName, switchNames, u32, u64 } from "@sftp/testing";
import { describe, expect, it } from "vitest";
import { type Asked, askWorld, NO_ATTRIBUTES } from "./askWorld.ts";

const { READ, WRITE, CREAT, EXCL } = Flag;
const MODE = [u32(4), u32(0o600)];
const PATH = string("/f");

const modeBytes = Uint8Array.from(MODE.flatMap((part) => [...part]));
const opened = async (asked: Asked, path = "/f", flags: number = READ): Promise<Uint8Array> =>
  string((await asked.open(path, flags)) as string);
const size = async ({ ask }: Asked): Promise<bigint | undefined> => {
  const attributes = (await ask(Packet.STAT, PATH)).fields();
  return (attributes.u32() & 1) === 0 ? undefined : attributes.u64();
};
const afterRead = async (asked: Asked): Promise<number> => {
  await asked.ask(Packet.READ, await opened(asked), u64(1), u32(4));
  return asked.file.data.length;
};
const listed = async (asked: Asked): Promise<number[]> => {
  const handle = string((await asked.ask(Packet.OPENDIR, string("/"))).fields().text());
  const reply = await asked.ask(Packet.READDIR, handle);
  const fields = reply.fields();
  const count = fields.u32();
  if (count === 0) return [0];
  fields.string();
  const { length } = fields.string();
  return [count, length, fields.u32()];
};
const status =
  (type: number, ...fields: Uint8Array[]) =>
  (asked: Asked): Promise<number> =>
    asked.status(type, ...fields);
const handles =
  (...paths: string[]) =>
  async ({ open }: Asked): Promise<unknown[]> => {
    const given: unknown[] = [];
    for (const path of paths) given.push(await open(path, READ));
    return given;
  };

/** What shows that a switch is on, and what the plain server does instead. */
const shows: {
  readonly [S in SwitchName]?: [(asked: Asked) => Promise<unknown>, on: unknown, off: unknown];
} = {
  "stat-refused": [async ({ ask }) => (await ask(Packet.STAT, PATH)).type, Packet.STATUS, Packet.ATTRS],
  "setstat-denied": [status(Packet.SETSTAT, PATH, NO_ATTRIBUTES), 3, 0],
  "setstat-unsupported": [status(Packet.SETSTAT, PATH, NO_ATTRIBUTES), 8, 0],
  "setstat-failure": [status(Packet.SETSTAT, PATH, NO_ATTRIBUTES), 4, 0],
  "open-attributes-refused": [({ open }) => open("/n", WRITE | CREAT, modeBytes), 3, "h0"],
  "mkdir-attributes-refused": [status(Packet.MKDIR, string("/n"), modeBytes), 3, 0],
  "exclusive-unsupported": [({ open }) => open("/n", WRITE | CREAT | EXCL), 8, "h0"],
  "stored-at-close": [
    async ({ ask, open }) =>
      (await ask(Packet.FSTAT, string((await open("/n", WRITE | CREAT)) as string))).type,
    Packet.STATUS,
    Packet.ATTRS,
  ],
  "exclusive-ignored": [({ open }) => open("/f", WRITE | CREAT | EXCL), "h0", 4],
  "attributes-ignored": [
    async (asked) => {
      await asked.status(Packet.SETSTAT, PATH, modeBytes);
      return asked.file.mode;
    },
    0o644,
    0o600,
  ],
  "no-dot-names": [({ open }) => open("/d/.n", WRITE | CREAT), 3, "h0"],
  "no-fstat": [async (asked) => (await asked.ask(Packet.FSTAT, await opened(asked))).type, 101, 105],
  "no-realpath": [async ({ ask }) => (await ask(Packet.REALPATH, PATH)).type, 101, 104],
  "no-posix-rename": [async ({ server }) => server.extensions.size, 1, 2],
  "no-rename-over": [status(Packet.EXTENDED, string("posix-rename@openssh.com"), PATH, string("/d")), 4, 0],
  "no-fsync": [async ({ server }) => server.extensions.size, 1, 2],
  "no-remove": [status(Packet.REMOVE, PATH), 3, 0],
  "all-failure": [status(Packet.STAT, string("/none")), 4, 2],
  "moved-at-close": [
    async (asked) => {
      await asked.status(Packet.CLOSE, await opened(asked, "/n", WRITE | CREAT));
      return asked.status(Packet.REMOVE, string("/n"));
    },
    2,
    0,
  ],
  "commit-at-close": [
    async (asked) => {
      await opened(asked, "/n", WRITE | CREAT);
      return asked.server.tree.nodes.has("/n");
    },
    false,
    true,
  ],
  grows: [afterRead, 1_010, 10],
  shrinks: [afterRead, 0, 10],
  "size-more": [size, 1_010n, 10n],
  "size-less": [size, 1n, 10n],
  "size-zero": [size, 0n, 10n],
  "size-absent": [size, undefined, 10n],
  "small-packets": [
    async (asked) =>
      asked.status(
        Packet.WRITE,
        await opened(asked, "/n", WRITE | CREAT),
        u64(0),
        string(new Uint8Array(32_769)),
      ),
    4,
    0,
  ],
  sequential: [
    async (asked) => (await asked.ask(Packet.READ, await opened(asked), u64(5), u32(1))).type,
    Packet.STATUS,
    Packet.DATA,
  ],
  "read-once": [handles("/f", "/f"), ["h0", 2], ["h0", "h1"]],
  "close-fails": [
    async (asked) => asked.status(Packet.CLOSE, await opened(asked, "/n", WRITE | CREAT)),
    4,
    0,
  ],
  "write-fails": [
    async (asked) =>
      asked.status(Packet.WRITE, await opened(asked, "/n", WRITE | CREAT), u64(1), string("x")),
    4,
    0,
  ],
  "read-fails": [
    async (asked) => (await asked.ask(Packet.READ, await opened(asked), u64(5), u32(1))).type,
    Packet.STATUS,
    Packet.DATA,
  ],
  "readdir-without-modes": [listed, [4, 1, 11], [4, 1, 15]],
  "readdir-bare": [listed, [4, 1, 0], [4, 1, 15]],
  "readdir-empty-page": [listed, [0], [4, 1, 15]],
  "readdir-big": [listed, [4, 97_281, 15], [4, 1, 15]],
  "windows-paths": [
    async ({ ask }) => {
      const fields = (await ask(Packet.REALPATH, PATH)).fields();
      fields.u32();
      return fields.text();
    },
    "/C:/f",
    "/f",
  ],
  "one-file": [handles("/f", "/f"), ["h0", 4], ["h0", "h1"]],
  "few-handles": [
    handles("/f", "/f", "/f", "/f", "/f"),
    ["h0", "h1", "h2", "h3", 4],
    ["h0", "h1", "h2", "h3", "h4"],
  ],
  "one-handle": [handles("/f", "/f"), ["h0", 4], ["h0", "h1"]],
  "same-handle": [handles("/f", "/f"), ["h1", "h1"], ["h0", "h1"]],
  "writes-cut": [
    async (asked) => {
      const handle = await opened(asked, "/n", WRITE | CREAT);
      await asked.status(Packet.WRITE, handle, u64(0), string(new Uint8Array(40_000)));
      return asked.server.find("/n")!.data.length;
    },
    32_768,
    40_000,
  ],
  "tiny-writes": [
    async (asked) =>
      asked.status(
        Packet.WRITE,
        await opened(asked, "/n", WRITE | CREAT),
        u64(0),
        string(new Uint8Array(5_000)),
      ),
    4,
    0,
  ],
  "truncate-ignored": [
    async (asked) => {
      await opened(asked, "/f", WRITE | Flag.TRUNC);
      return asked.file.data.length;
    },
    10,
    0,
  ],
  "always-appends": [
    async (asked) => {
      await asked.status(Packet.WRITE, await opened(asked, "/f", WRITE | Flag.TRUNC), u64(0), string("ab"));
      return asked.file.data.length;
    },
    12,
    2,
  ],
  "unknown-once-opened": [
    async (asked) => {
      await opened(asked);
      return (await asked.ask(Packet.STAT, PATH)).type;
    },
    Packet.STATUS,
    Packet.ATTRS,
  ],
  "short-reads": [
    async (asked) => (await asked.ask(Packet.READ, await opened(asked), u64(0), u32(10))).fields().text(),
    "012345",
    "0123456789",
  ],
  "long-reads": [
    async (asked) => (await asked.ask(Packet.READ, await opened(asked), u64(0), u32(2))).fields().text(),
    "0123456789",
    "01",
  ],
  "reuses-handle": [
    async (asked) => {
      await asked.status(Packet.CLOSE, await opened(asked));
      return asked.open("/f", READ);
    },
    "0",
    "h1",
  ],
};

/** What shows only in time, and is seen by the tests that use it. */
const OF_TIME: readonly SwitchName[] = ["out-of-order", "concurrent-ops", "slow-close", "eof-first"];

describe("switches", () => {
  it.each(switchNames.filter((name) => !OF_TIME.includes(name)))(
    "%s changes what it is about",
    async (name) => {
      const [ask, on, off] = shows[name]!;
      expect(await ask(await askWorld(name))).toEqual(on);
      expect(await ask(await askWorld())).toEqual(off);
    },
  );

  it("work together", async () => {
    const asked = await askWorld("stat-refused", "all-failure", "size-zero");
    expect(await asked.status(Packet.STAT, PATH)).toBe(Status.PERMISSION_DENIED);
    const both = await askWorld("all-failure", "stat-refused");
    expect(await both.status(Packet.STAT, PATH)).toBe(Status.FAILURE);
  });

  it("concurrent-ops looks after what came behind it", async () => {
    const { server, ask, open } = await askWorld("concurrent-ops");
    const looked = ask(Packet.LSTAT, string("/n"));
    await open("/n", WRITE | CREAT);
    await looked;
    expect(server.exchanges.map(({ request }) => request.name)).toEqual(["open", "lstat"]);
  });
});
