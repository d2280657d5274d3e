import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A package as it was packed. */
interface Packed {
  readonly tarball: Buffer;
  readonly manifest: { readonly name: string; readonly version: string };
}

/** A registry on the loopback interface that has this project's packages and no others. */
export interface Registry extends AsyncDisposable {
  /** Its address, with a slash at the end. */
  readonly url: string;
}

/**
 * Serves packed packages as a registry does, so that package managers install them as they install what was published.
 *
 * @param tarballs the path of each package's tarball, by the name of the package
 */
export async function startRegistry(tarballs: ReadonlyMap<string, string>): Promise<Registry> {
  const published = new Map<string, Packed>();
  for (const [name, path] of tarballs) {
    const { stdout } = await run("tar", ["-xzOf", path, "package/package.json"]);
    published.set(name, { tarball: await readFile(path), manifest: JSON.parse(stdout) });
  }

  const server = createServer(({ url = "/" }, response) => {
    const [name, isTarball] = parse(url);
    const packed = published.get(name);
    if (packed === undefined) response.writeHead(404).end("{}");
    else if (isTarball) response.end(packed.tarball);
    else {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(packument(packed, address())));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  return {
    url: address(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The package that a request is about, and whether it asks for its tarball. */
function parse(url: string): [name: string, isTarball: boolean] {
  const path = decodeURIComponent(new URL(url, "http://localhost").pathname).slice(1);
  const [name = "", tarball] = path.split("/-/");
  return [name, tarball !== undefined];
}

/** What a registry says of a package that has one version. */
function packument({ tarball, manifest }: Packed, registry: string): unknown {
  const { name, version } = manifest;
  const dist = {
    tarball: `${registry}${name}/-/${name.split("/")[1]}-${version}.tgz`,
    integrity: `sha512-${createHash("sha512").update(tarball).digest("base64")}`,
    shasum: createHash("sha1").update(tarball).digest("hex"),
  };
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
