/** The path of a name in a remote folder. */
export function joinRemote(folder: string, name: string): string {
  return folder === "" || folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}
