/** How `FsBackend` serves the local file system. */
export interface FsBackendOptions {
  /**
   * The folder that clients see as "/", and that nothing they do leads out of. Without it there is no jail: clients go
   * wherever the rights of this process let them, and relative paths count from its working directory.
   */
  readonly root?: string | undefined;
  /**
   * What becomes of symbolic links under a root. `contained` (the default): they are followed as if the root were "/".
   * `deny`: they are shown, read, renamed and removed, but neither followed nor made. `follow`: they are followed
   * wherever they lead, out of the root too; only for trees in which nobody makes links who is not trusted.
   */
  readonly symlinks?: "contained" | "deny" | "follow" | undefined;
  /**
   * `sync` (the default) is quickest on a local file system. `async` does not hold up the process on a slow one, such as
   * NFS or FUSE.
   */
  readonly io?: "sync" | "async" | undefined;
  /** Bits that new files and folders never get. Default: the umask of the process. */
  readonly umask?: number | undefined;
  /** Refuses whatever would change something. Default: false. */
  readonly readOnly?: boolean | undefined;
  /** Whether set-uid and set-gid bits are dropped from the modes that clients set. Default: false. */
  readonly maskSetid?: boolean | undefined;
  /**
   * Whether a file that a client writes anew (OPEN with TRUNC, without APPEND or EXCL) keeps its old content until CLOSE:
   * the new one is written under a hidden name, put on the disk and renamed, and is thrown away if the connection is lost
   * or a write failed. What a crash leaves behind is removed under a root when the first session starts a day later.
   * Default: false.
   */
  readonly atomicUploads?: boolean | undefined;
  /**
   * Serves a root where there is no O_PATH or no /proc (macOS, Windows). Links are kept in the root as before, but not
   * against somebody who changes folders into links while a request runs. Default: false, and on such a system the
   * constructor throws.
   */
  readonly portable?: boolean | undefined;
}
