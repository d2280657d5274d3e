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

export const defaultLimits: ServerLimits = {
  requests: 64,
  payloadBytes: 8 * 1024 * 1024,
  replyBytes: 4 * 1024 * 1024,
  handles: 256,
  readBytes: MAX_PACKET - PACKET_OVERHEAD,
};
