import { join } from "node:path";

/**
 * The reporters of a suite. Where `SFTP_TEST_RESULTS` names a folder, a JSON file in it says what happened, for the sum
 * at the end of `.ci/run`.
 */
export function reporters(suite: string): ["default", ...["json", { outputFile: string }][]] {
  const folder = process.env["SFTP_TEST_RESULTS"];
  if (folder === undefined) return ["default"];
  // A suite that a test starts is no part of the sum.
  delete process.env["SFTP_TEST_RESULTS"];
  return ["default", ["json", { outputFile: join(folder, `${suite}.json`) }]];
}
