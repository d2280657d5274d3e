import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** A Node.js that has ML-KEM, from npm: the tests themselves run on the oldest that is supported. */
export const node24 = require.resolve(`node-linux-${process.arch}/bin/node`);
