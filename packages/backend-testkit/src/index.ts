/**
 * The conformance suite for backends of `@sftp/server`.
 *
 * @packageDocumentation
 */
export {
  type BackendCase,
  backendCases,
  type BackendCasesOptions,
  type BackendUnderTest,
} from "./backendCases.ts";
export { type Deviation, deviations } from "./deviations.ts";
export { type Runner, testBackend } from "./testBackend.ts";
