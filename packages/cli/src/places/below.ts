/** The path of something in a folder; "" is the folder itself, or nothing before a name. */
export function below(folder: string, path: string): string {
  if (path === "" || folder === "") return folder || path;
  return folder.endsWith("/") ? folder + path : `${folder}/${path}`;
}
