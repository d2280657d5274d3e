import { testAtFullSize } from "../kinds/testAtFullSize.ts";
import type { Proof } from "../proof.ts";

/** The proofs that are tests of the suite with more repeats. */
export const tests: readonly Proof[] = [
  testAtFullSize({
    id: "W-1",
    claim: "decoding what was encoded gives it back, for every type",
    unit: "messages a test",
    full: 1_000_000,
    files: ["packages/wire/test/codec.test.ts", "packages/wire/test/version.test.ts"],
  }),
  testAtFullSize({
    id: "W-3",
    claim: "framing does not depend on chunking: all cuts in two, byte by byte, random chunks",
    unit: "random chunkings",
    full: 100_000,
    files: ["packages/wire/test/frameReader.test.ts", "packages/channel/test/frameChannel.test.ts"],
  }),
  testAtFullSize({
    id: "W-7",
    claim: "names are bytes, and round-trip exactly",
    unit: "names a test",
    full: 1_000_000,
    files: ["packages/wire/test/utf8.test.ts", "packages/wire/test/singleByte.test.ts"],
  }),
  testAtFullSize({
    id: "C-1",
    claim: "every promise settles when the connection ends, at every byte and in every way",
    unit: "offsets at most",
    full: 100_000,
    files: ["packages/client/test/session/settling.test.ts"],
  }),
  testAtFullSize({
    id: "C-2",
    claim: "every promise settles when the server falls silent, after each of its replies",
    unit: "run of all replies",
    full: 1,
    files: [
      "packages/client/test/session/settling.test.ts",
      "packages/client/test/session/inactivity.test.ts",
    ],
  }),
  testAtFullSize({
    id: "C-7",
    claim: "a get that succeeds has the remote bytes, however the server reads, replies and counts",
    unit: "schedules a test",
    full: 100_000,
    files: [
      "packages/client/test/transfer/identicalBytes.test.ts",
      "packages/client/test/transfer/download/get.test.ts",
    ],
  }),
  testAtFullSize({
    id: "C-10",
    claim: "the final name of an atomic transfer is absent, old or complete, whenever its process is killed",
    unit: "kills each way",
    full: 1_000,
    files: ["packages/sftp/test/killedClient.test.ts"],
  }),
  testAtFullSize({
    id: "C-11",
    claim: "hostile names touch nothing outside the destination",
    unit: "names",
    full: 100_000,
    files: ["packages/client/test/transfer/tree/getTree.test.ts"],
  }),
  testAtFullSize({
    id: "C-16",
    claim:
      "no buffer is read after it was released: every order of events in a model, and random schedules of the engine",
    unit: "schedules each way",
    full: 10_000,
    files: [
      "packages/client/test/transfer/multichannel/ownershipModel.test.ts",
      "packages/client/test/transfer/multichannel/schedules.test.ts",
      "packages/channel/test/bufferPool.test.ts",
      "packages/client/test/ssh2/rekeys.test.ts",
    ],
  }),
  testAtFullSize({
    id: "C-22",
    claim: "after a refused write position, size and buffers are as before it, and a retry leaves no hole",
    unit: "programs",
    full: 10_000,
    files: ["packages/client/test/file/fileWriter.test.ts"],
  }),
  testAtFullSize({
    id: "S-1",
    claim: "every request gets exactly one reply, in order, whatever is in it",
    unit: "requests",
    full: 10_000_000,
    files: ["packages/server/test/session/requestPipeline.test.ts"],
  }),
  testAtFullSize({
    id: "S-2",
    claim: "requests on one file behave as if done one at a time",
    unit: "sequences",
    full: 100_000,
    files: ["packages/server/test/scheduling/serialEquivalence.test.ts"],
  }),
  testAtFullSize({
    id: "S-5",
    claim:
      "downloads of 64 MiB complete with paramiko, asyncssh, OpenSSH and the others, all their READs at once",
    unit: "downloads each",
    full: 100,
    files: ["tooling/interop/test/clients/clients.test.ts"],
    titled: "uploads and downloads 64 MiB",
    config: "vitest.interop.config.ts",
  }),
  testAtFullSize({
    id: "S-7",
    claim: "handles that are forged, closed, or another session's are refused",
    unit: "handles",
    full: 100_000,
    files: ["packages/server/test/handles/handleTable.test.ts"],
  }),
  testAtFullSize({
    id: "S-10",
    claim: "without descriptors or space there are fixed codes, and when there are some again, all goes on",
    unit: "run",
    full: 1,
    files: [
      "packages/server/test/ssh2/outOfDescriptors.test.ts",
      "packages/fs-backend/test/writeAll.test.ts",
    ],
    titled: "\\[(S-10|B-6)\\]",
  }),
  testAtFullSize({
    id: "S-11",
    claim: "a read-only server changes nothing, whatever is asked",
    unit: "requests",
    full: 1_000_000,
    files: ["packages/server/test/middleware/readOnly.test.ts"],
  }),
  testAtFullSize({
    id: "B-2",
    claim: "every path means what it would mean if the root were /",
    unit: "programs of about 30 operations",
    full: 33_000,
    files: ["packages/fs-backend/test/tree/likeRoot.test.ts"],
  }),
  testAtFullSize({
    id: "P-1",
    claim: "reading ahead gives the bytes of plain reads",
    unit: "programs a test",
    full: 100_000,
    files: ["packages/prefetch/test/readAhead.test.ts", "packages/prefetch/test/readBuffer.test.ts"],
  }),
];
