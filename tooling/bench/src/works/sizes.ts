/** How much there is to do. */
export interface Sizes {
  /** Bytes of the file on loopback, and of the one that is far away. */
  readonly file: number;
  readonly farFile: number;
  /** Files of 4 KiB. */
  readonly tree: number;
  readonly farTree: number;
  /** Entries in one folder, and of how many of them attributes are asked. */
  readonly entries: number;
  readonly stats: number;
  /** Bytes of the file that is read at random, and how many reads. */
  readonly readFile: number;
  readonly reads: number;
  /** The round trip to what is far away, in milliseconds. */
  readonly roundTrip: number;
}

const MiB = 1024 * 1024;

/** What the goals are about. */
export const full: Sizes = {
  file: 1024 * MiB,
  farFile: 256 * MiB,
  tree: 10_000,
  farTree: 200,
  entries: 100_000,
  stats: 10_000,
  readFile: 128 * MiB,
  reads: 20_000,
  roundTrip: 100,
};

/** Enough to see that everything works; the figures say little. */
export const quick: Sizes = {
  file: 8 * MiB,
  farFile: 2 * MiB,
  tree: 100,
  farTree: 10,
  entries: 500,
  stats: 200,
  readFile: 4 * MiB,
  reads: 200,
  roundTrip: 10,
};
