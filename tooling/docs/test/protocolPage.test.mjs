// @ts-check
import { extendedReplies, replies, requests, StatusCode } from "@sftp/wire";
import { describe, expect, it } from "vitest";

import { protocolPage } from "../src/protocolPage.mjs";

const page = protocolPage();
/** @param {string} name */
const rowOf = (name) => page.split("\n").filter((line) => line.startsWith(`| \`${name}\` `));

describe("the protocol page", () => {
  it("has a row for every message of the table, with its fields", () => {
    for (const [name, { type, fields, source }] of Object.entries({ ...requests, ...replies })) {
      const row = rowOf(name).find((line) => line.includes(source));
      expect(row, name).toBeDefined();
      if (type !== 200) expect(row).toMatch(new RegExp(`\\| ${type} +\\|`));
      for (const [field, { kind }] of Object.entries(fields)) expect(row).toContain(`\`${field}\` ${kind}`);
    }
    for (const name of Object.keys(extendedReplies)) expect(rowOf(name)).toHaveLength(1);
  });

  it("has every status", () => {
    for (const [name, code] of Object.entries(StatusCode)) {
      expect(page).toMatch(new RegExp(`\\| ${code} +\\| \`${name}\` `));
    }
  });

  it("shows a session", () => {
    expect(page).toContain(
      "-> read #1 handle=0000002a offset=0 length=32768\n     00 00 00 19 05 00 00 00 01",
    );
  });
});
