import type { Contender } from "./contender.ts";
import { countCopies } from "./copies.ts";
import { ours } from "./ours.ts";
import { rate, type RateOptions } from "./rate.ts";
import { type Sample, samples } from "./samples.ts";
import { ssh2 } from "./ssh2.ts";
import { table } from "./table.ts";

/** The most that one SSH packet carries, so that a packet with a payload of 32 KiB comes in two chunks. */
const CHUNK = 32_768;

/** Messages a second and bytes copied per message, encoding and decoding, for every sample and contender. */
export async function codecTable(options: RateOptions): Promise<string> {
  const contenders = [ours, ssh2];
  const lines = samples.map((sample) => ({
    sample,
    calls: contenders.flatMap((contender) => callsOf(contender, sample)),
  }));
  const rates: (number | undefined)[][] = [];
  for (const { calls } of lines) {
    const line = [];
    for (const call of calls) line.push(call && (await rate(call, options)));
    rates.push(line);
  }
  // Only now: what counts copies changes what the engine has found out about typed arrays.
  const rows = lines.map(({ sample, calls }, index) => [
    sample.name,
    sample.packet.length,
    ...calls.flatMap((call, column) => [rates[index]![column], call && countCopies(call)]),
  ]);
  const head = contenders.flatMap(({ name }) => [
    `${name} encodes/s`,
    "copied",
    `${name} decodes/s`,
    "copied",
  ]);
  return table(["message", "bytes", ...head], rows);
}

/** Encoding and decoding of a sample, where the contender has them. */
function callsOf(contender: Contender, sample: Sample): ((() => void) | undefined)[] {
  const chunks = inChunks(Buffer.from(sample.packet));
  const decode = contender.decoder(sample);
  return [contender.encoder(sample), decode && (() => decode(chunks))];
}

function inChunks(packet: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(packet.length / CHUNK) }, (_, index) =>
    packet.subarray(index * CHUNK, (index + 1) * CHUNK),
  );
}
