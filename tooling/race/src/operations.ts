import {
  OpenFlags,
  type RequestContext,
  SFTPAttributes,
  type SFTPHandle,
  type SFTPServerInterface,
} from "@sftp/server";

import { SECRET } from "./arena.ts";

/** What is attacked. */
export type Target = Required<
  Pick<
    SFTPServerInterface,
    | "open"
    | "listFolder"
    | "stat"
    | "lstat"
    | "chattr"
    | "lchattr"
    | "remove"
    | "rmdir"
    | "mkdir"
    | "rename"
    | "posixRename"
    | "hardlink"
    | "readlink"
    | "symlink"
    | "canonicalize"
  >
> & {
  /** Gives back what it keeps open. */
  release?(): unknown;
};

/** Something that a client asks for; what it learns by that is returned as text. */
type Step = (target: Target, folder: string) => Promise<string>;

export interface Operation {
  readonly name: string;
  /** The operation itself, and then what makes the next try possible. Each is tried, whatever became of the others. */
  readonly steps: readonly Step[];
}

const { READ, WRITE, CREAT, TRUNC, EXCL } = OpenFlags;
const NONE = new SFTPAttributes();
const HARMLESS = Buffer.from("harmless");

const ctx: RequestContext = {
  signal: new AbortController().signal,
  session: { id: "race", state: new Map() },
  requestId: 0,
  yield: () => undefined,
};

async function using<T>(
  target: Target,
  path: string,
  flags: OpenFlags,
  use: (handle: Required<SFTPHandle>) => PromiseLike<T> | T,
): Promise<T> {
  const handle = (await target.open(path, flags, NONE, ctx)) as Required<SFTPHandle>;
  try {
    return await use(handle);
  } finally {
    await handle.close("closed", ctx);
  }
}

async function content(handle: Required<SFTPHandle>): Promise<Buffer> {
  const into = Buffer.alloc(64);
  return into.subarray(0, await handle.read(into, 0, ctx));
}

/** No file inside has the size of the secret. */
function told({ mode = 0, size }: SFTPAttributes): string {
  return (mode & 0o170000) === 0o100000 && size === SECRET.length ? SECRET : "";
}

const quiet =
  (act: (target: Target, folder: string) => unknown): Step =>
  async (target, folder) => {
    await act(target, folder);
    return "";
  };

const write = (name: string, flags: OpenFlags): Step =>
  quiet((target, folder) => using(target, folder + name, flags, (handle) => handle.write(HARMLESS, 0, ctx)));

const restore = write("/f", WRITE | CREAT);
const removeNew = quiet((target, folder) => target.remove(`${folder}/new`, ctx));

export const operations: readonly Operation[] = [
  { name: "stat", steps: [async (target, folder) => told(await target.stat(`${folder}/f`, ctx))] },
  { name: "lstat", steps: [async (target, folder) => told(await target.lstat(`${folder}/f`, ctx))] },
  {
    name: "open and read",
    steps: [
      (target, folder) => using(target, `${folder}/f`, READ, async (handle) => String(await content(handle))),
    ],
  },
  { name: "open and write", steps: [write("/f", WRITE)] },
  { name: "open and truncate", steps: [write("/f", WRITE | CREAT | TRUNC)] },
  { name: "create", steps: [write("/new", WRITE | CREAT | EXCL), removeNew] },
  {
    name: "setstat",
    steps: [
      quiet((target, folder) => target.chattr(`${folder}/f`, new SFTPAttributes({ mode: 0o640 }), ctx)),
      quiet((target, folder) => target.chattr(`${folder}/f`, new SFTPAttributes({ size: 8 }), ctx)),
    ],
  },
  {
    name: "lsetstat",
    steps: [
      quiet((target, folder) =>
        target.lchattr(`${folder}/f`, new SFTPAttributes({ atime: 1, mtime: 2, uid: 0, gid: 0 }), ctx),
      ),
    ],
  },
  {
    name: "mkdir",
    steps: [
      quiet((target, folder) => target.mkdir(`${folder}/new`, NONE, ctx)),
      quiet((target, folder) => target.rmdir(`${folder}/new`, ctx)),
    ],
  },
  {
    name: "rmdir",
    steps: [
      quiet((target, folder) => target.rmdir(`${folder}/empty`, ctx)),
      quiet((target, folder) => target.mkdir(`${folder}/empty`, NONE, ctx)),
    ],
  },
  { name: "remove", steps: [quiet((target, folder) => target.remove(`${folder}/f`, ctx)), restore] },
  {
    name: "rename",
    steps: [
      quiet((target, folder) => target.rename(`${folder}/f`, "/stolen", ctx)),
      quiet((target, folder) => target.rename("/stolen", `${folder}/f`, ctx)),
      restore,
    ],
  },
  {
    name: "posix-rename",
    steps: [
      quiet((target, folder) => target.posixRename(`${folder}/f`, "/stolen", ctx)),
      quiet((target, folder) => target.posixRename("/stolen", `${folder}/f`, ctx)),
      restore,
    ],
  },
  {
    name: "hardlink",
    steps: [
      quiet((target, folder) => target.hardlink(`${folder}/f`, "/stolen", ctx)),
      quiet((target, folder) => target.hardlink("/stolen", `${folder}/new`, ctx)),
      removeNew,
      quiet((target) => target.remove("/stolen", ctx)),
    ],
  },
  {
    name: "symlink",
    steps: [quiet((target, folder) => target.symlink("anywhere", `${folder}/new`, ctx)), removeNew],
  },
  { name: "readlink", steps: [async (target, folder) => target.readlink(`${folder}/link`, ctx)] },
  {
    name: "listing",
    steps: [
      async (target, folder) => {
        const names: (string | undefined)[] = [];
        for await (const { filename } of await target.listFolder(folder, ctx)) names.push(filename);
        return names.join();
      },
    ],
  },
  { name: "realpath", steps: [async (target, folder) => target.canonicalize(`${folder}/link`, ctx)] },
  {
    name: "check-file",
    steps: [
      (target, folder) =>
        using(
          target,
          `${folder}/f`,
          READ,
          async (handle) => told(await handle.stat(ctx)) + String(await content(handle)),
        ),
    ],
  },
  {
    name: "copy-data",
    steps: [
      (target, folder) =>
        using(target, `${folder}/f`, READ, async (from) => {
          const data = await content(from);
          await using(target, `${folder}/new`, WRITE | CREAT | TRUNC, (to) => to.write(data, 0, ctx));
          return String(data);
        }),
      removeNew,
    ],
  },
];
