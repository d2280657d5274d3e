#!/usr/bin/env node
// @ts-check
/** `pnpm docs:record` does the README's jobs in a real terminal, right and wrong, and writes down what it shows. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { Terminal } from "../src/session/terminal.mjs";
import { createWorld } from "../src/session/world.mjs";

const U = "sftp://me@sftp.example.org";
const world = await createWorld();
const terminal = await Terminal.open(world.home, world.env);
/** @type {string[]} */
const page = [];

/** @param {string} heading */
const section = (heading) => void page.push(`## ${heading}\n`);

/**
 * @param {string} words
 * @param {string} command
 * @param {RegExp} [glance]
 */
async function step(words, command, glance) {
  const { shown, glanced } = await terminal.type(command, glance);
  write(words, glanced === undefined ? [shown] : [glanced, shown]);
}

/**
 * @param {string} words
 * @param {readonly string[]} screens
 */
function write(words, screens) {
  page.push(`${words}\n`);
  for (const screen of screens) page.push(`\`\`\`console\n${world.clean(screen)}\n\`\`\`\n`);
}

try {
  section("Ten everyday jobs");
  const first = await terminal.interrupt(`sftp-cli get --resume --limit 3M ${U}/pub/big.iso`, /[2-9]\d%/);
  write("A download shows how far it is. Here it is interrupted by Ctrl-C:", [
    String(first.glanced),
    first.shown,
  ]);
  await step(
    "The same command goes on from there; what was there already is drawn as `═`:",
    `sftp-cli get --resume --verify hash --limit 6M ${U}/pub/big.iso`,
    /═━[^\n]*[5-9]\d%/,
  );
  await step("A directory:", "sftp-cli get -r me@sftp.example.org:photos ~/Pictures");
  await step(
    "A file, which is there only when it is complete:",
    "sftp-cli put --atomic report.pdf me@sftp.example.org:inbox/",
  );
  await step(
    "A directory is published; first only the plan:",
    `sftp-cli sync --delete --dry-run --exclude '*.draft' site ${U}/srv/www`,
  );
  await step("Then it is done:", `sftp-cli sync --delete --exclude '*.draft' site ${U}/srv/www`);
  await step(
    "The second time there is nothing to do:",
    `sftp-cli sync --delete --exclude '*.draft' site ${U}/srv/www`,
  );
  await step("Is it the same?", `sftp-cli check --exclude '*.draft' site ${U}/srv/www`);
  await step("What is there:", `sftp-cli ls -l ${U}/srv/www`);
  await step("The end of a file:", `sftp-cli cat ${U}/var/log/syslog | tail -n 3`);
  await step("What a program prints:", `tar -cz site | sftp-cli put - ${U}/backup/site.tar.gz`);
  await step(
    "Tidying up:",
    `sftp-cli rename ${U}/pub/old /pub/archive && sftp-cli rm -r me@sftp.example.org:scratch`,
  );
  await step("What a glob matches:", `sftp-cli get '${U}/srv/www/{*,img/*}' ~/Pictures`);
  await step(
    "Many commands over one connection, printed as they run:",
    "printf 'cd /srv/www\\nchmod go-r *.html\\nrename index.html home.html\\nls -l\\n' | sftp-cli batch - me@sftp.example.org",
  );
  const served = await terminal.interrupt(
    "sftp-cli serve ./public --port 2222 --user guest --authorized-keys ~/.ssh/authorized_keys --read-only",
    /listening/,
  );
  write("A server, until Ctrl-C:", [served.shown.replace(/\n\^C\$?$/, "")]);

  section("What goes wrong, and what it says");
  await step("The name of the host:", "sftp-cli ls sftp://me@sftp.exmaple.invalid/pub");
  await step("The port:", "sftp-cli ls sftp://me@sftp.example.org:2223/pub");
  await step("The user:", "sftp-cli ls sftp://you@sftp.example.org/pub");
  await world.shareKey(true);
  await step("A key that others can read:", `sftp-cli ls --identity ~/.ssh/id_ed25519 ${U}/pub`);
  await world.shareKey(false);
  await world.know("other_key");
  await step("The server has another key than it had:", `sftp-cli ls ${U}/pub`);
  await world.know("host_key");
  await step("A path that is not there, up and down:", `sftp-cli get ${U}/pub/bgi.iso`);
  await step("", `sftp-cli put report.pdf ${U}/inbx/report.pdf`);
  await step("", `sftp-cli put reprot.pdf ${U}/inbox/`);
  await step("A directory without `-r`:", `sftp-cli get ${U}/photos`);
  await step("A file where a directory must be:", "sftp-cli put -r site me@sftp.example.org:pub/big.iso");
  await step("The quota at the server:", "sftp-cli put big.iso sftp://me@quota.example.org/");
  await step("The server's disk is full:", "sftp-cli put big.iso sftp://me@small.example.org/");
  await step("An option that is none:", `sftp-cli get --resum ${U}/pub/big.iso`);
  await step("No server:", "sftp-cli ls /pub");
} finally {
  await terminal.close();
  await world.close();
}

const heading = `# The command line, in a terminal

What stands here was typed and shown in a real terminal; \`pnpm docs:record\` does it again. All commands are in the
[README of @sftp/cli](../../../packages/cli/README.md).
`;
const file = fileURLToPath(new URL("../pages/command-line.md", import.meta.url));
writeFileSync(file, `${[heading, ...page.filter((text) => text !== "\n")].join("\n")}`);
