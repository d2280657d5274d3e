/** The path of something in a directory; "" is the directory itself, or nothing before a name. */
export function below(directory: string, path: string): string {
  if (path === "" || directory === "") return directory || path;
  return directory.endsWith("/") ? directory + path : `${directory}/${path}`;
}

/** The path of something that a walk found, below the directory where the walk began. */
export function walked({ path, depth }: { readonly path: string; readonly depth: number }): string {
  return path.split("/").slice(-depth).join("/");
}
