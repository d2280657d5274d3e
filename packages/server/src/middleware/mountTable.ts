import { SFTPError, StatusCode } from "@sftp/wire";

import type { SFTPServerInterface } from "../backend/backend.ts";
import { type CompleteBackend, completeBackend } from "../backend/completeBackend.ts";
import { normalizePath } from "../backend/normalizePath.ts";

/** A backend at its place in a larger tree. */
export interface Mount {
  /** The path of its root; "" for the root of all. */
  readonly point: string;
  readonly backend: SFTPServerInterface;
  readonly operations: CompleteBackend;
}

/** A path as the backend knows it that it belongs to. */
export interface Place {
  readonly mount: Mount;
  readonly path: string;
}

/** Which paths belong to which backend. */
export class MountTable {
  /** The longest mount points first. */
  readonly mounts: readonly Mount[];

  constructor(backends: Readonly<Record<string, SFTPServerInterface>>) {
    const mounts = Object.entries(backends).map(([path, backend]) => {
      if (!path.startsWith("/"))
        throw new TypeError(`a mount point must begin with "/", but one is "${path}"`);
      return { point: pointOf(normalizePath(path)), backend, operations: completeBackend(backend) };
    });
    this.mounts = mounts.toSorted((a, b) => b.point.length - a.point.length);
  }

  /** What is mounted at the root of all. */
  get root(): Mount | undefined {
    return this.mounts.find(({ point }) => point === "");
  }

  /** The backend that a path belongs to; `undefined` above all of them. */
  find(path: string): Place | undefined {
    const mount = this.mounts.find(({ point }) => path === point || path.startsWith(`${point}/`));
    return mount && { mount, path: path.slice(mount.point.length) || "/" };
  }

  /** As `find`. @throws SFTPError if there is none */
  place(path: string): Place {
    const place = this.find(path);
    if (place !== undefined) return place;
    throw new SFTPError(this.isFixed(path) ? StatusCode.PERMISSION_DENIED : StatusCode.NO_SUCH_FILE);
  }

  /** Two paths of one backend. @throws SFTPError if they are of two */
  places(one: string, other: string): [Place, Place] {
    const places: [Place, Place] = [this.place(one), this.place(other)];
    if (places[0].mount !== places[1].mount) throw new SFTPError("EXDEV");
    return places;
  }

  /** Whether a path is a mount point or above one, so that it exists by itself and has to stay. */
  isFixed(path: string): boolean {
    return this.mounts.some(({ point }) => point === path || point.startsWith(`${pointOf(path)}/`));
  }

  /** @throws SFTPError if one of the paths has to stay */
  mustNotBeFixed(...paths: readonly string[]): void {
    if (paths.some((path) => this.isFixed(path))) throw new SFTPError(StatusCode.PERMISSION_DENIED);
  }

  /** The names in a folder that lead to mount points. */
  namesIn(folder: string): Set<string> {
    const start = `${pointOf(folder)}/`;
    const below = this.mounts.filter(({ point }) => point.startsWith(start));
    return new Set(below.map(({ point }) => point.slice(start.length).split("/")[0]!));
  }
}

function pointOf(path: string): string {
  return path === "/" ? "" : path;
}
