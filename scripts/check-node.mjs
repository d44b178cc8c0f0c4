import { existsSync } from "node:fs";
import { join } from "node:path";
import process, { version } from "node:process";

// Runs before every script that is written in TypeScript, which older versions of Node cannot even read.
const WANTED = 24;
const installed = join(import.meta.dirname ?? ".", "..", "node_modules", "node");

if (Number.parseInt(version.slice(1), 10) < WANTED) {
  const remedy = existsSync(installed)
    ? "Run it through npm (`npm start`, `npm test`, `npm run …`), which puts node_modules/.bin first. If you did, npm has skipped\ninstall scripts: `npm rebuild node` makes up for it."
    : "Run `npm ci` first: it brings Node 24 along as the package `node`.";
  process.stderr.write(`This script needs Node ${WANTED}; it was started by Node ${version}.\n${remedy}\n`);
  process.exit(1);
}
