/**
 * Serves files from memory over SFTP.
 *
 * @packageDocumentation
 */
export type { MemoryFiles } from "./files.ts";
export { MemoryBackend, type MemoryBackendOptions } from "./memoryBackend.ts";
export { MemoryHandle } from "./memoryHandle.ts";
