export default {
  build: {
    ssr: "transfer.mjs",
    target: "node20",
    outDir: "vite",
    rollupOptions: { external: ["ssh2"], output: { entryFileNames: "bundle.mjs" } },
  },
  ssr: { noExternal: [/^@sftp\//] },
};
