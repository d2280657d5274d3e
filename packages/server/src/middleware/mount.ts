import { SFTPAttributes } from "@sftp/attributes";

import type {
  FolderListing,
  RequestContext,
  Session,
  SFTPHandle,
  SFTPServerInterface,
} from "../backend/backend.ts";
import type { CompleteBackend } from "../backend/completeBackend.ts";
import { isAbsent } from "../replies/isAbsent.ts";
import { type Operation, operationNames } from "../backend/operations.ts";
import { boundHandle } from "./bound.ts";
import { type Mount, MountTable, type Place } from "./mountTable.ts";

const FOLDER = new SFTPAttributes({ mode: 0o40555 });

/** What a tree has even if no backend in it does. */
const ALWAYS: readonly Operation[] = ["stat", "lstat", "listFolder", "canonicalize"];
/** What concerns the whole server, so only the backend at the root is asked. */
const OF_ROOT: readonly Operation[] = ["expandPath", "homeDirectory", "usersGroupsById"];

/**
 * One tree made of several backends: `mount({ "/": disk, "/incoming": bucket })`. The folders above a mount point need
 * not exist, and neither they nor mount points can be removed or renamed. Nothing can be renamed or linked from one
 * backend to another (EXDEV); the targets of symbolic links are left as they are.
 */
export function mount(backends: Readonly<Record<string, SFTPServerInterface>>): SFTPServerInterface {
  const table = new MountTable(backends);
  const all = operationsOn(table);
  const offered = operationNames.filter((name) => {
    const asked = OF_ROOT.includes(name) ? [table.root] : table.mounts;
    return ALWAYS.includes(name) || asked.some((mounted) => mounted?.backend[name] !== undefined);
  });
  return {
    handlesSync: table.mounts.some(({ backend }) => backend.handlesSync),
    readOnly: table.mounts.every(({ backend }) => backend.readOnly),
    ...Object.fromEntries(offered.map((name) => [name, all[name]])),
    sessionStarted: (session) => startAll(table.mounts, session),
    sessionEnded: (session) => endAll(table.mounts, session),
  };
}

function operationsOn(table: MountTable): CompleteBackend {
  const at = <A>(path: string, run: (operations: CompleteBackend, path: string) => A): A => {
    const place = table.place(path);
    return run(place.mount.operations, place.path);
  };
  const atOwn: typeof at = (path, run) => {
    table.mustNotBeFixed(path);
    return at(path, run);
  };
  const atTwo = <A>(
    oldPath: string,
    newPath: string,
    run: (operations: CompleteBackend, oldPath: string, newPath: string) => A,
  ): A => {
    table.mustNotBeFixed(oldPath, newPath);
    const [from, to] = table.places(oldPath, newPath);
    return run(from.mount.operations, from.path, to.path);
  };
  const attributes = async (path: string, look: (place: Place) => Promise<SFTPAttributes>) => {
    const place = table.find(path);
    if (place === undefined && table.isFixed(path)) return FOLDER;
    try {
      return await look(place ?? table.place(path));
    } catch (error) {
      if (table.isFixed(path) && isAbsent(error)) return FOLDER;
      throw error;
    }
  };
  const ofRoot = () => table.root!.operations;

  return {
    async open(path, flags, attrs, ctx) {
      const { mount: mounted, path: inner } = table.place(path);
      const handle = boundHandle(await mounted.operations.open(inner, flags, attrs, ctx));
      const { moveTo, reopen } = handle;
      // Two backends may have the same key for different files.
      const keyed = ({ fileKey, ...rest }: SFTPHandle): SFTPHandle => ({
        ...rest,
        fileKey: fileKey === undefined ? undefined : `${mounted.point}:${fileKey}`,
      });
      return {
        ...keyed(handle),
        ...(reopen && { reopen: async (context) => keyed(boundHandle(await reopen(context))) }),
        ...(moveTo && {
          moveTo(newPath, replaces, context) {
            table.mustNotBeFixed(newPath);
            return moveTo(table.places(path, newPath)[1].path, replaces, context);
          },
        }),
      };
    },
    listFolder: (path, ctx) => list(table, path, ctx),
    stat: (path, ctx) => attributes(path, async (place) => place.mount.operations.stat(place.path, ctx)),
    lstat: (path, ctx) => attributes(path, async (place) => place.mount.operations.lstat(place.path, ctx)),
    chattr: (path, attrs, ctx) => at(path, (inner, p) => inner.chattr(p, attrs, ctx)),
    lchattr: (path, attrs, ctx) => at(path, (inner, p) => inner.lchattr(p, attrs, ctx)),
    remove: (path, ctx) => atOwn(path, (inner, p) => inner.remove(p, ctx)),
    rmdir: (path, ctx) => atOwn(path, (inner, p) => inner.rmdir(p, ctx)),
    mkdir: (path, attrs, ctx) => atOwn(path, (inner, p) => inner.mkdir(p, attrs, ctx)),
    rename: (oldPath, newPath, ctx) =>
      atTwo(oldPath, newPath, (inner, from, to) => inner.rename(from, to, ctx)),
    posixRename: (oldPath, newPath, ctx) =>
      atTwo(oldPath, newPath, (inner, from, to) => inner.posixRename(from, to, ctx)),
    hardlink: (oldPath, newPath, ctx) =>
      atTwo(oldPath, newPath, (inner, from, to) => inner.hardlink(from, to, ctx)),
    readlink: (path, ctx) => at(path, (inner, p) => inner.readlink(p, ctx)),
    symlink: (target, path, ctx) => atOwn(path, (inner, p) => inner.symlink(target, p, ctx)),
    statvfs: (path, ctx) => at(path, (inner, p) => inner.statvfs(p, ctx)),
    async canonicalize(path, ctx) {
      const place = table.find(path);
      if (place === undefined) return path;
      const { point, operations } = place.mount;
      const inner = await operations.canonicalize(place.path, ctx);
      return inner === "/" ? point || "/" : point + inner;
    },
    expandPath: (path, ctx) => ofRoot().expandPath(path, ctx),
    homeDirectory: (username, ctx) => ofRoot().homeDirectory(username, ctx),
    usersGroupsById: (uids, gids, ctx) => ofRoot().usersGroupsById(uids, gids, ctx),
  };
}

/** The names that lead to mount points, then what the backend there has beside them. */
async function* list(table: MountTable, path: string, ctx: RequestContext): FolderListing {
  const names = table.namesIn(path);
  for (const filename of names) yield new SFTPAttributes({ filename, mode: FOLDER.mode });
  const place = table.find(path);
  if (place === undefined) return;
  for await (const entry of await place.mount.operations.listFolder(place.path, ctx)) {
    if (entry.filename === undefined || !names.has(entry.filename)) yield entry;
  }
}

/** Starts the session in all backends; if one cannot, it is ended again in those that could. */
async function startAll(mounts: readonly Mount[], session: Session): Promise<void> {
  const started: Mount[] = [];
  try {
    for (const mounted of mounts) {
      await mounted.backend.sessionStarted?.(session);
      started.push(mounted);
    }
  } catch (error) {
    await endAll(started, session);
    throw error;
  }
}

/** Ends the session in all backends, also if one fails to. */
async function endAll(mounts: readonly Mount[], session: Session): Promise<void> {
  const ends = mounts.map(async ({ backend }) => backend.sessionEnded?.(session));
  const failed = (await Promise.allSettled(ends)).find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
