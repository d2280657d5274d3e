/** What one session may take; reached, the server stops reading from it until there is room again. */
export interface ServerLimits {
  /** Requests in work. Default 64. */
  readonly requests: number;
  /** Bytes of WRITE data in work. Default 8 MiB. */
  readonly payloadBytes: number;
  /** Bytes of replies that the client has not read. Default 4 MiB. */
  readonly replyBytes: number;
  /** Open handles; beyond, OPEN and OPENDIR fail. Default 256. */
  readonly handles: number;
  /** Bytes of data in one READ's reply; a longer READ gets a short one. Default 261120, as OpenSSH. */
  readonly readBytes: number;
}

/** 256 KiB, as OpenSSH: the largest packet that is accepted, length included. */
export const MAX_PACKET = 256 * 1024;

/** What stands around the payload of a WRITE, and more. */
export const PACKET_OVERHEAD = 1024;

/** Bytes of the longest path that is served; Linux itself takes 4,096 of them at once, Windows 32,767 units. */
export const MAX_PATH = 32_767;

/** Components of the longest path that is served, empty ones too. */
export const MAX_COMPONENTS = 4_096;

/** User and group ids in one request for their names. */
export const MAX_IDS = 4_096;

export const defaultLimits: ServerLimits = {
  requests: 64,
  payloadBytes: 8 * 1024 * 1024,
  replyBytes: 4 * 1024 * 1024,
  handles: 256,
  readBytes: MAX_PACKET - PACKET_OVERHEAD,
};
