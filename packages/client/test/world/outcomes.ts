import type { SwitchName } from "@sftp/testing";
import type { Name } from "./stage.ts";
import { type Trait, type WayName, ways } from "./ways.ts";

/**
 * What a transfer comes to: done; done, with requests in `report.unchecked`; or an error of this request (`any`: of one of
 * those that were in flight) and words.
 */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "unchecked"; readonly request: string }
  | { readonly kind: "refused"; readonly request: string | undefined; readonly words: RegExp };

/** An outcome, and where it is to be expected. */
interface Rule {
  readonly at: readonly SwitchName[];
  /** Each of these traits, or the ways by name. */
  readonly of?: readonly Trait[] | undefined;
  readonly ways?: readonly WayName[] | undefined;
  readonly name?: Name | undefined;
  readonly outcome: Outcome;
}

const done: Outcome = { kind: "done" };
const unchecked = (request: string): Outcome => ({ kind: "unchecked", request });
const refused = (request: string | undefined, words: RegExp): Outcome => ({
  kind: "refused",
  request,
  words,
});

const setstats = ["setstat-denied", "setstat-unsupported", "setstat-failure"] as const;

/**
 * What each way to transfer comes to at each server, written before it was run. The first rule that fits counts; where
 * none does the transfer is done as at any other server.
 */
const rules: readonly Rule[] = [
  // The size of an upload cannot be asked for.
  { at: ["stat-refused"], of: ["up", "report"], outcome: unchecked("stat") },
  { at: ["stat-refused"], ways: ["copy atomic"], outcome: unchecked("stat") },
  { at: ["size-absent"], of: ["up", "report"], outcome: unchecked("stat") },
  { at: ["size-absent"], ways: ["copy atomic"], outcome: unchecked("stat") },
  { at: ["unknown-once-opened"], ways: ["put resume"], outcome: unchecked("stat") },
  // What was delivered is gone from its name.
  { at: ["moved-at-close"], of: ["atomic", "up"], outcome: refused("posix-rename@openssh.com", /atomic/) },
  { at: ["moved-at-close"], ways: ["copy atomic"], outcome: refused("posix-rename@openssh.com", /atomic/) },
  { at: ["moved-at-close"], of: ["up", "report"], outcome: unchecked("stat") },
  // The server says another size than it was sent: the file stays.
  {
    at: ["size-more", "size-less", "size-zero"],
    of: ["up", "report"],
    outcome: refused("stat", /confirm: false/),
  },
  { at: ["size-more", "size-less", "size-zero"], of: ["up"], outcome: refused("fstat", /confirm: false/) },
  // A download is measured by the size that was stated; none, or 0, is unknown.
  { at: ["size-zero"], ways: ["copy atomic"], outcome: refused("stat", /confirm: false/) },
  { at: ["size-zero", "size-absent", "no-fstat"], of: ["down", "report"], outcome: unchecked("fstat") },
  { at: ["size-zero", "size-absent", "no-fstat"], of: ["copy"], outcome: unchecked("fstat") },
  {
    at: ["stored-at-close"],
    ways: ["copy", "copy preserve", "copy tree"],
    name: "free",
    outcome: unchecked("fstat"),
  },
  { at: ["size-more", "shrinks", "size-less"], ways: ["createReadStream", "readable"], outcome: done },
  { at: ["size-less"], ways: ["readFile"], outcome: done },
  { at: ["size-more", "shrinks", "size-less"], of: ["down"], outcome: refused("read", /fileSize/) },
  { at: ["size-more", "shrinks", "size-less"], of: ["copy"], outcome: refused("read", /./) },
  { at: ["shrinks", "grows"], ways: ["put hash"], outcome: refused(undefined, /from byte/) },
  // Attributes are a wish.
  {
    at: [...setstats],
    ways: ["copy", "copy tree", "copy preserve"],
    name: "taken",
    outcome: refused("fsetstat", /atomic/),
  },
  { at: [...setstats], of: ["preserve", "up"], outcome: unchecked("fsetstat") },
  { at: [...setstats], of: ["preserve", "copy"], outcome: unchecked("fsetstat") },
  { at: [...setstats], of: ["atomic", "up"], name: "taken", outcome: unchecked("fsetstat") },
  { at: [...setstats], ways: ["copy atomic"], name: "taken", outcome: unchecked("fsetstat") },
  {
    at: ["open-attributes-refused"],
    ways: ["putfo atomic", "copy atomic"],
    name: "taken",
    outcome: unchecked("open"),
  },
  { at: ["open-attributes-refused"], ways: ["putfo", "putfo atomic"], outcome: done },
  { at: ["open-attributes-refused"], of: ["up", "report"], outcome: unchecked("open") },
  {
    at: ["attributes-ignored"],
    ways: ["copy", "copy preserve", "copy tree"],
    name: "taken",
    outcome: refused("stat", /atomic/),
  },
  // A name that is taken and cannot be replaced in one step.
  {
    at: ["no-posix-rename"],
    ways: ["put atomic", "putfo atomic", "put tree atomic", "copy atomic"],
    name: "taken",
    outcome: refused(undefined, /unlink-first/),
  },
  {
    at: ["no-rename-over"],
    ways: ["put atomic", "putfo atomic", "put tree atomic", "copy atomic"],
    name: "taken",
    outcome: refused("posix-rename@openssh.com", /unlink-first/),
  },
  // The old content is still there behind the new, or before it.
  { at: ["truncate-ignored", "always-appends"], of: ["up", "atomic"], outcome: done },
  { at: ["truncate-ignored"], ways: ["put resume"], outcome: done },
  {
    at: ["truncate-ignored", "always-appends"],
    of: ["up", "report"],
    name: "taken",
    outcome: refused("stat", /atomic/),
  },
  {
    at: ["truncate-ignored", "always-appends"],
    of: ["up"],
    name: "taken",
    outcome: refused("fstat", /atomic/),
  },
  {
    at: ["always-appends"],
    ways: ["copy", "copy preserve", "copy tree"],
    name: "taken",
    outcome: refused("fstat", /atomic/),
  },
  // What fails.
  { at: ["write-fails"], of: ["up"], outcome: refused("write", /disk full/) },
  { at: ["write-fails"], of: ["copy"], outcome: refused("write", /disk full/) },
  { at: ["tiny-writes"], ways: ["createWriteStream", "writable"], outcome: refused("write", /Failure/) },
  { at: ["tiny-writes"], of: ["up"], outcome: refused("write", /maxPacketSize/) },
  { at: ["tiny-writes"], of: ["copy"], outcome: refused("write", /maxPacketSize/) },
  { at: ["close-fails"], of: ["up"], outcome: refused("close", /disk full/) },
  { at: ["close-fails"], of: ["copy"], outcome: refused("close", /disk full/) },
  { at: ["read-fails"], of: ["down"], outcome: refused("read", /input\/output/) },
  { at: ["read-fails"], of: ["copy"], outcome: refused("read", /input\/output/) },
  { at: ["read-fails"], ways: ["put hash"], outcome: refused("read", /input\/output/) },
  { at: ["long-reads"], of: ["down"], outcome: refused("any", /was answered with/) },
  { at: ["long-reads"], of: ["copy"], outcome: refused("any", /was answered with/) },
  { at: ["long-reads"], ways: ["put hash"], outcome: refused("any", /was answered with/) },
  { at: ["long-reads"], ways: ["put resume"], name: "taken", outcome: refused("any", /was answered with/) },
  // Two files at once are what a copy needs, and what these servers do not have.
  {
    at: ["one-file", "one-handle", "same-handle"],
    of: ["copy"],
    outcome: refused("open", /another connection/),
  },
  // What goes on in the middle needs a server that can begin there.
  { at: ["sequential"], ways: ["put resume"], name: "taken", outcome: refused("write", /resume/) },
  { at: ["sequential"], ways: ["get resume"], name: "taken", outcome: refused("read", /resume/) },
];

/** What a way comes to at a server with these switches. */
export function outcomeOf(way: WayName, at: SwitchName, name: Name): Outcome {
  const traits: readonly Trait[] = ways[way].traits;
  const rule = rules.find(
    (one) =>
      one.at.includes(at) &&
      (one.name === undefined || one.name === name) &&
      (one.ways === undefined || one.ways.includes(way)) &&
      (one.of === undefined || one.of.every((trait) => traits.includes(trait))),
  );
  return rule?.outcome ?? done;
}
