/** How tests resolve `@sftp/*`: to the source of every package, so that nothing need be built for them. */
export const source = { conditions: ["@sftp/source", "module", "node", "development|production"] };
