import type { FileOptions, TransferOptions, UploadOptions } from "./transferOptions.ts";

type AnyOptions = Omit<TransferOptions, "onProgress"> &
  FileOptions &
  Pick<UploadOptions, "confirm" | "replace">;

/** What may be chosen, where a wrong word would choose something else in silence. */
const CHOICES: { readonly [K in keyof AnyOptions]?: readonly unknown[] } = {
  onPartial: ["remove", "keep"],
  replace: ["error", "unlink-first"],
  resume: [true, false, "tail"],
  verify: ["size", "hash"],
};

/**
 * Refuses options of a transfer that exclude each other.
 *
 * @throws TypeError that says which, and why
 */
export function checkOptions(options: AnyOptions): void {
  for (const [name, choices] of Object.entries(CHOICES)) {
    const chosen = options[name as keyof AnyOptions];
    if (chosen === undefined || choices.includes(chosen)) continue;
    throw new TypeError(`${name} is ${String(chosen)}, but must be one of ${choices.join(", ")}`);
  }
  const { atomic = false, confirm, onPartial, replace, resume = false, verify } = options;
  if (atomic && resume !== false)
    throw new TypeError("atomic and resume exclude each other: an atomic transfer always begins anew");
  if (resume !== false && onPartial === "remove")
    throw new TypeError('resume keeps what was transferred, so onPartial cannot be "remove"');
  if (replace !== undefined && !atomic)
    throw new TypeError("replace says how an atomic upload takes its name, so it needs atomic");
  if (confirm === false && verify !== undefined)
    throw new TypeError("verify compares what was uploaded, which confirm: false forbids");
}
