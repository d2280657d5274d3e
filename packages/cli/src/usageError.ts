/** Says what is wrong with how the program was called, and what to write instead; nothing has been done. */
export class UsageError extends Error {}
