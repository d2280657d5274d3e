/** The path of something in a folder; "" is the folder itself, or nothing before a name. */
export function below(folder: string, path: string): string {
  if (path === "" || folder === "") return folder || path;
  return folder.endsWith("/") ? folder + path : `${folder}/${path}`;
}

/** The path of something that a walk found, below the directory where the walk began. */
export function walked({ path, depth }: { readonly path: string; readonly depth: number }): string {
  return path.split("/").slice(-depth).join("/");
}
