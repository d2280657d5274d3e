import { readFile } from "node:fs/promises";

/** How many TCP connections lead to a port of loopback right now, as the system counts them. */
export async function connectionsTo(port: number): Promise<number> {
  const [, ...lines] = (await readFile("/proc/net/tcp", "latin1")).trim().split("\n");
  const ESTABLISHED = "01";
  return lines.filter((line) => {
    const [, , remote = "", state] = line.trim().split(/\s+/);
    return state === ESTABLISHED && parseInt(remote.split(":")[1] ?? "", 16) === port;
  }).length;
}
