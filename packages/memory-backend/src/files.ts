import { MemoryFile, MemoryFolder } from "./nodes.ts";

/**
 * Files by their paths, with their contents as text or bytes, or as `{ link }` for a symbolic link. A path that ends with
 * "/" is a folder (its value is ""); folders that have something in them need not be named.
 */
export type MemoryFiles = Record<string, string | Uint8Array | { readonly link: string }>;

/** What is in a folder and below, by paths. Contents are text where they are UTF-8. */
export function* contentsOf(
  folder: MemoryFolder,
  path: string,
): Generator<[string, MemoryFiles[string]], void, undefined> {
  const prefix = path === "/" ? path : `${path}/`;
  if (folder.entries.size === 0 && path !== "/") yield [prefix, ""];
  for (const [name, node] of folder.entries) {
    if (node instanceof MemoryFolder) yield* contentsOf(node, prefix + name);
    else yield [prefix + name, node instanceof MemoryFile ? contentOf(node) : { link: node.target }];
  }
}

function contentOf(file: MemoryFile): string | Uint8Array {
  const content = new Uint8Array(file.size);
  file.read(content, 0);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return content;
  }
}
