import type { Random } from "@sftp/testing";
import type { LinkFault, LinkPlan } from "../network/link.ts";
import type {
  ClientPlan,
  OperationPlan,
  Quirks,
  ServerPlan,
  StorageFault,
  TransferChoices,
  WorldPlan,
} from "./plan.ts";
import { stream } from "./streams.ts";

/** Makes a world from a seed: mostly small, each part by its own generator. */
export function generate(seed: number): WorldPlan {
  const clients = weighted(stream(seed, "clients"), [1, 1, 1, 2, 2, 3]);
  return {
    seed,
    server: generateServer(stream(seed, "server")),
    clients: Array.from({ length: clients }, (_, index) => generateClient(seed, index)),
  };
}

function generateServer(random: Random): ServerPlan {
  const plan: ServerPlan = {
    storage: weighted(random, ["memory", "memory", "memory", "fs", "fs-atomic"]),
    delay: weighted(random, [0, 0, 3, 20]),
    quirks: generateQuirks(random),
    faults: random.oneIn(3) ? [generateStorageFault(random)] : [],
  };
  return random.oneIn(12) ? { ...plan, crash: 1 + random.below(2_000) } : plan;
}

function generateQuirks(random: Random): Quirks {
  const choices: (() => Quirks)[] = [
    () => ({ statRefused: true }),
    () => ({ fstatRefused: true }),
    () => ({ setstatRefused: true }),
    () => ({ modeRefused: true }),
    () => ({ noExcl: true }),
    () => ({ noDotNames: true }),
    () => ({ noPosixRename: true }),
    () => ({ handles: weighted(random, [1, 1, 2, 4]) }),
    () => ({ movedAtClose: true }),
    () => ({ statedSize: weighted(random, ["zero", "none", "less", "more"]) }),
    () => ({ shortReads: 1 + random.below(20_000) }),
    () => ({ smallWrites: 32_768 }),
    () => ({ allFailure: true }),
    () => ({ slowClose: weighted(random, [100, 4_000, 60_000]) }),
    () => ({ quota: 10_000 + random.below(600_000) }),
    () => ({ sameHandle: true }),
    () => ({ outOfOrder: true }),
  ];
  let quirks: Quirks = {};
  for (let count = weighted(random, [0, 1, 1, 1, 2, 2]); count > 0; count--) {
    quirks = { ...quirks, ...random.pick(choices)() };
  }
  return quirks;
}

function generateStorageFault(random: Random): StorageFault {
  return {
    operation: weighted(random, [
      "open", "read", "read", "write", "write", "write", "close", "stat", "rename", "remove", "chattr", "mkdir", "sync",
    ]), // prettier-ignore
    nth: random.below(weighted(random, [1, 4, 12])),
    times: weighted(random, [1, 1, 1, 3, 1_000]),
    how: weighted(random, ["EIO", "ENOSPC", "EACCES", "hang"]),
  };
}

function generateClient(seed: number, index: number): ClientPlan {
  const random = stream(seed, "client", index);
  const ssh = random.oneIn(4) ? { window: weighted(random, [16_384, 32_768, 65_536]) } : undefined;
  const operations = Array.from({ length: 1 + random.below(4) }, (_, at) =>
    generateOperation(stream(seed, "operation", index, at), ssh?.window),
  );
  return {
    link: generateLink(stream(seed, "link", index)),
    ...(ssh && { ssh }),
    timeout: weighted(random, [3_000, 3_000, 10_000]),
    ...(random.oneIn(2) && { maxPacketSize: weighted(random, [1_000, 4_096, 16_384, 65_536]) }),
    concurrency: weighted(random, [1, 1, 2, 4]),
    operations,
    ...(random.oneIn(12) && { crash: 1 + random.below(1_000) }),
  };
}

function generateLink(random: Random): LinkPlan {
  const faults: LinkFault[] = [];
  for (let count = weighted(random, [0, 0, 1, 1, 2]); count > 0; count--) {
    const kind = weighted(random, ["cut", "reset", "stall", "stall", "stall"]);
    const milliseconds = weighted(random, [50, 2_500, 5_000, 15_000]);
    const after = random.below(weighted(random, [200, 20_000, 200_000, 400_000]));
    const way = weighted(random, ["up", "down"]);
    faults.push(kind === "stall" ? { way, after, kind, milliseconds } : { way, after, kind });
  }
  return {
    latency: weighted(random, [0, 1, 20, 150]),
    jitter: weighted(random, [0, 0, 2, 30]),
    chunk: weighted(random, [65_536, 65_536, 32_768, 5_000, 1_000]),
    faults,
  };
}

function generateOperation(random: Random, window: number | undefined): OperationPlan {
  const size = generateSize(random, window);
  const taken = random.oneIn(2) ? { taken: generateSize(random, undefined) } : {};
  const abort = random.oneIn(6) ? { abort: random.below(weighted(random, [10, 300, 3_000])) } : {};
  const kind = weighted(random, [
    "upload", "upload", "upload", "upload", "download", "download", "download", "copy", "program", "program", "tree",
    "requests", "shared",
  ]); // prettier-ignore
  switch (kind) {
    case "upload": {
      const via = weighted(random, ["put", "put", "putfo", "writeFile", "stream", "web"]);
      const source =
        via === "putfo" && random.oneIn(6)
          ? { source: { after: random.below(size + 1), how: "fails" as const } }
          : {};
      return { kind, via, size, ...taken, choices: uploadChoices(random, via), ...abort, ...source };
    }
    case "download": {
      const via = weighted(random, ["get", "get", "getfo", "readFile", "stream", "web", "readv"]);
      return { kind, via, size, ...taken, choices: downloadChoices(random, via), ...abort };
    }
    case "copy":
      return { kind, size, ...taken, ...abort };
    case "program":
      return {
        kind,
        mode: weighted(random, ["w+", "r+", "a+"]),
        bufsize: weighted(random, [-1, 0, 100, 5_000]),
        size: random.below(20_000),
        steps: 3 + random.below(20),
        seed: random.u32(),
      };
    case "tree": {
      const files = Array.from({ length: 1 + random.below(8) }, () => random.below(60_000));
      return { kind, way: weighted(random, ["put", "get", "sync"]), files, ...abort };
    }
    case "requests":
      return { kind, steps: 5 + random.below(30), seed: random.u32() };
    default:
      return { kind: "shared", blocks: 1 + random.below(6), seed: random.u32() };
  }
}

function generateSize(random: Random, window: number | undefined): number {
  const most = window === undefined ? weighted(random, [0, 10, 1_000, 70_000, 300_000]) : 24 * window;
  return most === 0 ? 0 : random.below(most);
}

function uploadChoices(random: Random, via: string): TransferChoices {
  const isFile = via === "put";
  const hasTarget = isFile || via === "putfo";
  return {
    ...targetChoices(random, hasTarget, isFile),
    ...(hasTarget && random.oneIn(8) && { durable: true }),
    ...(isFile && random.oneIn(6) && { preserve: true }),
    // What is not looked at cannot be verified.
    ...(isFile && random.oneIn(6) ? { verify: "hash" } : hasTarget && random.oneIn(10) && { confirm: false }),
    ...engineChoices(random, hasTarget),
  };
}

function downloadChoices(random: Random, via: string): TransferChoices {
  const isFile = via === "get";
  return {
    ...targetChoices(random, isFile, isFile),
    ...(isFile && random.oneIn(8) && { durable: true }),
    ...(isFile && random.oneIn(6) && { preserve: true }),
    ...(isFile && random.oneIn(6) && { verify: "hash" }),
    ...((isFile || via === "getfo") && random.oneIn(8) && { prefetch: false }),
    ...engineChoices(random, isFile || via === "getfo"),
  };
}

/** An atomic transfer always begins anew, so it cannot resume or keep anything. */
function targetChoices(random: Random, hasTarget: boolean, canResume: boolean): TransferChoices {
  if (!hasTarget) return {};
  if (random.oneIn(3)) return { atomic: true };
  return {
    ...(random.oneIn(4) && { onPartial: "keep" }),
    ...(canResume && random.oneIn(4) && { resume: true }),
  };
}

function engineChoices(random: Random, applies: boolean): TransferChoices {
  return {
    ...(applies && random.oneIn(4) && { concurrency: 1 + random.below(8) }),
    ...(applies && random.oneIn(4) && { maxInFlightBytes: 40_000 + random.below(400_000) }),
  };
}

/** One of the values; one that stands there twice comes twice as often. */
function weighted<const T>(random: Random, values: readonly T[]): T {
  return random.pick(values);
}
