/** A run of bytes in a file. */
export interface Range {
  /** Where it begins, in bytes. */
  readonly offset: number;
  /** How many bytes it has. */
  readonly length: number;
}
