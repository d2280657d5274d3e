/** How the library's messages name its options, and what the command line calls them. */
const WORDS: readonly [RegExp, string][] = [
  [/\bhostKey "accept-new"/g, "--host-key accept-new"],
  [/\bhostKey allows\b/g, "--host-key allows"],
  [/\bthe key in privateKey\b/g, "the key of --identity-env"],
  [/\bset recursive to\b/g, "use -r to"],
  [/\b(?:set|pass|use) `?confirm: false`?/g, "use --no-confirm"],
  [/\b(?:set|pass|use) `?onPartial: "keep"`?/g, "use --keep-partial"],
  [/\breplace: ?"unlink-first"/g, "--replace"],
  [/\b(atomic|durable|resume|preserve): true\b/g, "--$1"],
  [/\bfolder\b/g, "directory"],
];

/** A message of the library in terms of the command line's flags. */
export function flagWords(message: string): string {
  return WORDS.reduce((words, [pattern, flag]) => words.replace(pattern, flag), message);
}
