// @ts-check
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/**
 * Builds the optional native crypto of `ssh2` where that can work, and is silent where it cannot: everything runs
 * without it, so a machine that has no compiler should not be shown pages of its complaints.
 */
export const hooks = {
  /** @param {{ allowBuilds?: Record<string, boolean>, extraEnv?: Record<string, string> }} config */
  updateConfig(config) {
    const buildable = process.platform === "win32" || (has("python3") && has("make") && has("g++", "c++"));
    config.allowBuilds = { ...config.allowBuilds, ssh2: buildable, "cpu-features": buildable };
    config.extraEnv = { npm_config_loglevel: "error", ...headers(), ...config.extraEnv };
    return config;
  },
};

/** Whether one of these programs is on the PATH. @param {string[]} names */
function has(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => names.some((name) => isExecutable(join(folder, name))));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Headers that stand beside the running Node fit it and need no download. */
function headers() {
  const prefix = dirname(dirname(process.execPath));
  const beside = existsSync(join(prefix, "include/node/node.h"));
  return beside && !process.env.npm_config_nodedir ? { npm_config_nodedir: prefix } : {};
}
