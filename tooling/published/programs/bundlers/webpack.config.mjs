import { fileURLToPath } from "node:url";

export default {
  mode: "production",
  target: "node20",
  entry: "./transfer.mjs",
  experiments: { outputModule: true },
  externalsType: "module",
  externals: ["ssh2"],
  output: { path: fileURLToPath(new URL("webpack", import.meta.url)), filename: "bundle.mjs", module: true },
};
