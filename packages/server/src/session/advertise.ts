import { checkFileAlgorithms, extensionNames, type RequestName, requests } from "@sftp/wire";

import type { SFTPServerInterface } from "../backend/backend.ts";

/** What an extension needs of a backend. */
const needs: Partial<Record<RequestName, (backend: SFTPServerInterface) => unknown>> = {
  "posix-rename@openssh.com": (backend) => backend.posixRename,
  "statvfs@openssh.com": (backend) => backend.statvfs,
  "fstatvfs@openssh.com": (backend) => backend.open && backend.statvfs,
  "hardlink@openssh.com": (backend) => backend.hardlink,
  "fsync@openssh.com": (backend) => backend.handlesSync,
  "lsetstat@openssh.com": (backend) => backend.lchattr,
  "limits@openssh.com": () => true,
  "expand-path@openssh.com": (backend) => backend.expandPath ?? backend.homeDirectory,
  "copy-data": (backend) => backend.open,
  "home-directory": (backend) => backend.homeDirectory,
  "users-groups-by-id@openssh.com": (backend) => backend.usersGroupsById,
  "check-file": (backend) => backend.open,
  "md5-hash": (backend) => backend.open,
  "md5-hash-handle": (backend) => backend.open,
  "space-available": (backend) => backend.statvfs,
  "copy-file": (backend) => backend.open,
};

/** The pairs for VERSION: the extensions that this backend really has. */
export function advertisedExtensions(backend: SFTPServerInterface): Map<string, Uint8Array> {
  const pairs = new Map<string, Uint8Array>();
  for (const name of extensionNames) {
    const { version, effect } = requests[name];
    if (version === undefined || !needs[name]?.(backend)) continue;
    if (backend.readOnly && effect !== "read") continue;
    pairs.set(name, Buffer.from(name === "check-file" ? checkFileAlgorithms.join(",") : version));
  }
  return pairs;
}
