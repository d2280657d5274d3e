import type { Endpoint } from "../contenders/contender.ts";

/** What is transferred, and how. */
export const KINDS = ["get", "put", "read stream", "copy through streams", "slow stream"] as const;
export type Kind = (typeof KINDS)[number];

/** What a client talks to: sftp-server over a pipe, or sshd. */
export const WAYS = ["pipe", "sshd"] as const;
export type Way = (typeof WAYS)[number];

/** What a worker does. */
export interface Task {
  /** The checkout whose client does it, built. */
  readonly root: string;
  readonly kind: Kind;
  readonly over: Way;
  readonly endpoint: Endpoint;
  /** The file to transfer, one that is transferred before, and where they go. */
  readonly source: string;
  readonly warmUp: string;
  readonly target: string;
}

/** What it took. */
export interface VersionFigures {
  readonly seconds: number;
  /** CPU time of the client, in seconds. */
  readonly cpu: number;
  /** How far resident memory rose above that of the idle client, in MiB. */
  readonly memory: number;
}
