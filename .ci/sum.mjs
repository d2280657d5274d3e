// @ts-check
/** Adds up what vitest's JSON reports and the notes of .ci/run say, and fails if anything failed. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? ".";
const reports = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".json"),
);
const suites = reports.map((name) => ({ name, ...JSON.parse(readFileSync(join(folder, name), "utf8")) }));
const steps = readFileSync(join(folder, "steps.tsv"), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t"));

/** Where only the end of the output is kept, this is all that tells what went wrong. */
function tellFailures({ name, testResults }) {
  for (const { name: file, message, assertionResults } of testResults) {
    const failures = assertionResults.filter(({ status }) => status === "failed");
    if (failures.length === 0 && message) console.log(`FAILED ${name}: ${file}\n${message}`);
    for (const { fullName, failureMessages } of failures) {
      console.log(`FAILED ${name}: ${file}: ${fullName}\n${failureMessages.join("\n")}\n`);
    }
  }
}

let passed = 0;
let failed = 0;
let skipped = 0;
suites.forEach(tellFailures);
for (const suite of suites) {
  passed += suite.numPassedTests;
  failed += suite.numFailedTests;
  skipped += suite.numPendingTests + suite.numTodoTests;
  console.log(
    `${suite.name}: ${suite.numPassedTests} passed, ${suite.numFailedTests} failed, ` +
      `${suite.numPendingTests + suite.numTodoTests} skipped`,
  );
}
for (const [outcome, name] of steps) {
  if (outcome === "passed") passed++;
  else {
    failed++;
    console.log(`${name}: ${outcome}`);
  }
}

console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
