import { type Command, Option } from "commander";
import { escapeName } from "@sftp/wire";
import { compareSides, entriesOf } from "../check/compareSides.ts";
import { LocalSide } from "../check/localSide.ts";
import { RemoteSide } from "../check/remoteSide.ts";
import type { Side } from "../check/side.ts";
import { type RemoteOptions, remoteCommand, withExamples } from "../connection/remoteCommand.ts";
import { parseTarget } from "../connection/target.ts";
import { withClient } from "../connection/withClient.ts";
import type { Context } from "../context.ts";
import { expandRemote, type GlobOptions } from "../glob/remotePaths.ts";
import { withLiteral } from "../glob/withLiteral.ts";
import { counted } from "../output/counted.ts";
import { lastName } from "../output/fileFields.ts";
import { formatBytes } from "../output/formatBytes.ts";
import { jsonLine } from "../output/jsonLine.ts";
import { parsePlaces } from "../places/place.ts";
import { type Reached, withPlaces } from "../places/withPlaces.ts";
import { globFilter, type TreeGlobOptions, withGlobs } from "../transfer/globFilter.ts";

interface CheckOptions extends RemoteOptions, TreeGlobOptions, Pick<GlobOptions, "literal"> {
  readonly quiet?: true;
}

/** `sftp-cli check`: the hashes of files, or whether two files or directories have the same contents. */
export function check(context: Context): Command {
  const description = "Compare two files or directories by their contents, or print SHA-256 hashes.";
  const where =
    context.session === undefined ? "here or on a server" : "here, or written :path on the server";
  const command = withLiteral(withGlobs(remoteCommand("check", description, context)))
    .addOption(
      new Option("-q, --quiet", "print nothing about a comparison; only the exit code says it").conflicts(
        "json",
      ),
    )
    .argument(
      "<path>",
      `a file or directory, ${where}; without a second one, on a server, and globs may be used`,
    )
    .argument("[other]", "what to compare it with");
  return withExamples(
    command,
    context,
    [
      "sftp-cli check site sftp://me@sftp.example.org/srv/www",
      "sftp-cli check big.iso sftp://me@sftp.example.org/pub/big.iso",
      "sftp-cli check sftp://me@sftp.example.org/pub/big.iso",
      "(cd site && sftp-cli check sftp://me@sftp.example.org/srv/www | sha256sum --check)",
    ],
    ["check site /srv/www", "check /srv/www/big.iso"],
  ).action(async (path: string, other: string | undefined, options: CheckOptions) => {
    if (other === undefined) {
      // The mark of a remote path is not needed here, but no error.
      const marked =
        context.session === undefined && options.command === undefined ? path : path.replace(/^:/, "");
      const target = parseTarget(marked, options, context);
      await withClient(target, options, context, async (sftp) => {
        for (const each of await expandRemote(sftp, [target], options, context)) {
          await printHashes(new RemoteSide(sftp, each, context.signal), each, options, context);
        }
      });
    } else {
      const places = parsePlaces([path, other], options, context);
      await withPlaces(places, options, context, (one, two) =>
        compare(sideOf(one, context), sideOf(two, context), other, options, context),
      );
    }
  });
}

function sideOf(place: Reached, { signal }: Context): Side {
  return "local" in place
    ? new LocalSide(place.local, signal)
    : new RemoteSide(place.sftp, place.path, signal);
}

/** In the form of `sha256sum`; the files of a directory with their paths in it. */
async function printHashes(
  side: Side,
  name: string,
  options: CheckOptions,
  { stdout, report, signal }: Context,
): Promise<void> {
  const entries = await entriesOf(side, await globFilter(options));
  for (const [path, attributes] of [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!attributes.isFile()) continue;
    const shown = path || lastName(name);
    try {
      const sha256 = await side.digest(path);
      const { size } = attributes;
      stdout.write(
        options.json ? jsonLine({ path: shown, size, sha256 }) : `${sha256}  ${escapeName(shown)}\n`,
      );
    } catch (error) {
      if (signal.aborted) throw error;
      report(error);
    }
  }
}

async function compare(
  one: Side,
  other: Side,
  name: string,
  options: CheckOptions,
  { stdout, report }: Context,
): Promise<void> {
  const started = performance.now();
  const { differences, files, bytes } = await compareSides(one, other, await globFilter(options));
  const seconds = Math.round(performance.now() - started) / 1000;
  if (options.json) {
    for (const difference of differences) stdout.write(jsonLine({ event: "difference", ...difference }));
    const summary = { files, bytes, seconds, verified: "hash", differences: differences.length };
    stdout.write(jsonLine({ event: "summary", ...summary }));
  } else if (!options.quiet) {
    for (const { path, reason } of differences) stdout.write(`${escapeName(path || name)}: ${reason}\n`);
    stdout.write(`${counted(files, "file")} the same (${formatBytes(bytes)})\n`);
  }
  if (differences.length > 0) report(new DifferenceError(name, differences.length));
}

/** Says that two things that were compared are not the same. */
class DifferenceError extends Error {
  readonly code = "ERR_DIFFERENT";
  readonly path: string;

  constructor(path: string, count: number) {
    super(`it is not the same: ${counted(count, "difference")}`);
    this.path = path;
  }
}
