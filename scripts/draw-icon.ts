import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium as playwright } from "playwright-core";
import { chromium } from "./vscode/install.ts";

/** Draws `icon.png` from `docs/images/icon.svg`: the Marketplace takes no SVG. */
const root = join(import.meta.dirname, "..");
const svg = readFileSync(join(root, "docs/images/icon.svg"), "utf8");
const browser = await playwright.launch({ executablePath: await chromium(), args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
await page.screenshot({ path: join(root, "icon.png"), omitBackground: true });
await browser.close();
