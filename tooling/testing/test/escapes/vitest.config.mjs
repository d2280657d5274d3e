import config from "../../../config/vitest.config.ts";

/** The configuration of every suite, over tests each of which lets something escape. */
export default { ...config, test: { ...config.test, include: ["tooling/testing/test/escapes/*.case.ts"] } };
