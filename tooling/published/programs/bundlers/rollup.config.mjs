import commonjs from "@rollup/plugin-commonjs";
import resolve from "@rollup/plugin-node-resolve";

// ssh2 stays outside: it loads its native addon by a path of its own.
export default {
  input: "transfer.mjs",
  external: ["ssh2"],
  output: { dir: "rollup", entryFileNames: "bundle.mjs" },
  plugins: [resolve({ preferBuiltins: true }), commonjs()],
};
