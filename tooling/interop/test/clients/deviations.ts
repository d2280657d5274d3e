import type { ClientName } from "../../src/clients/index.ts";

/**
 * What other people's clients do otherwise than the cases in clients.test.ts expect, and why. A case that is listed must
 * fail: one that starts to pass must leave this list.
 */
export const deviations: { readonly [Name in ClientName]?: Readonly<Record<string, string>> } = {
  paramiko: {
    "downloads a tree with names that are no UTF-8": "decodes names strictly",
  },
  "Net::SFTP::Foreign": {
    "downloads a tree with names that are no UTF-8": "names of a tree are text to it",
  },
};
