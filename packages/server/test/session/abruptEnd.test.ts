import {
  type EndingKind,
  faultyPair,
  frame,
  join,
  ScriptedPeer,
  string,
  turns,
  u32,
  u64,
} from "@sftp/testing";
import { describe, expect, it } from "vitest";

import { OpenFlags, SFTPAttributes } from "../../src/index.ts";
import { SFTPServer } from "../../src/session/sftpServer.ts";
import { TreeBackend } from "../support/treeBackend.ts";

const { READ, WRITE, CREAT } = OpenFlags;

/** What a client sends in a short life. */
const script = join(
  frame(1, u32(3)),
  frame(3, u32(1), string("/new"), u32(READ | WRITE | CREAT), u32(0)),
  frame(11, u32(2), string("/")),
  frame(17, u32(3), string("/file")),
  frame(3, u32(4), string("/file"), u32(READ), u32(0)),
  frame(6, u32(5), string("no handle"), u64(0), string("data")),
  frame(14, u32(6), string("/folder"), u32(0)),
  frame(3, u32(7), string("/folder/x"), u32(WRITE | CREAT), u32(0)),
  frame(11, u32(8), string("/folder")),
);
const INIT_SIZE = 9;

/** A backend that opens and closes slowly and counts what is open, files and folders. */
class SlowBackend {
  readonly tree = new TreeBackend();
  openFiles = 0;
  openFolders = 0;
  ended = 0;

  sessionEnded(): void {
    expect([this.openFiles, this.openFolders]).toEqual([0, 0]);
    this.ended++;
  }

  stat(): SFTPAttributes {
    return new SFTPAttributes({ mode: 0o100644 });
  }

  mkdir(): Promise<void> {
    return turns(1);
  }

  async open() {
    await turns(2);
    this.openFiles++;
    return {
      close: async () => {
        await turns(2);
        this.openFiles--;
      },
    };
  }

  async listFolder() {
    await turns(1);
    return {
      [Symbol.asyncIterator]: () => {
        this.openFolders++;
        return {
          next: async () => ({ done: false as const, value: new SFTPAttributes({ filename: "x" }) }),
          return: async () => {
            await turns(1);
            this.openFolders--;
            return { done: true as const, value: undefined };
          },
        };
      },
    };
  }
}

const kinds: EndingKind[] = ["close", "error", "end", "error-after-end", "double-close", "error-after-close"];

describe("a connection that is lost", () => {
  it.each(kinds)(
    "[S-8] [S4] by %s, at every byte: nothing stays open, and the hooks run once",
    async (how) => {
      await Promise.all(
        Array.from({ length: script.length + 1 }, async (_, after) => {
          const [near, far] = faultyPair({ ending: { how, way: "incoming", after } });
          const backend = new SlowBackend();
          const errors: unknown[] = [];
          const server = new SFTPServer(near, { backend, onError: (error) => errors.push(error) });
          new ScriptedPeer(far).send(script);
          await server.closed;
          const left = {
            files: backend.openFiles,
            folders: backend.openFolders,
            ended: backend.ended,
            errors,
          };
          const ended = after < INIT_SIZE ? 0 : 1;
          expect(left, `after ${after} bytes`).toEqual({ files: 0, folders: 0, ended, errors: [] });
        }),
      );
    },
  );

  it("[S-8] while the backend opens a file, which is closed when it is open", async () => {
    const [near, far] = faultyPair({ ending: { how: "close", way: "incoming", after: script.length } });
    const backend = new SlowBackend();
    const opened: (() => void)[] = [];
    const open = backend.open.bind(backend);
    backend.open = async () => {
      await new Promise<void>((resolve) => opened.push(resolve));
      return open();
    };
    const server = new SFTPServer(near, { backend });
    new ScriptedPeer(far).send(script);
    await turns(100);
    // The third waits for the folder that it lies in, and is not begun any more.
    expect(opened).toHaveLength(2);
    for (const resolve of opened) resolve();
    await server.closed;
    expect([backend.openFiles, backend.openFolders, backend.ended]).toEqual([0, 0, 1]);
  });
});
