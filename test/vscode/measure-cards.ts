/// <reference lib="dom" />
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process, { stdout } from "node:process";
import type { Page } from "playwright-core";
import { HOVER_MARK, parseFixture } from "../../server/src/core/testing/fixture.ts";
import { openFile, openVsCode } from "./code-server.ts";
import { root } from "./suites.ts";

/**
 * Opens every card of the hover fixtures in a real VS Code and measures it: `npm run measure-cards`. Prints those that
 * have to be scrolled, and ends with 1 if what has to be seen at once does not fit: all of a card under one finding but
 * for the folded comparison.
 */
interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly what: string;
}

const folder = mkdtempSync(join(tmpdir(), "portolan-cards-"));
const places = ["hover.pod.yaml", "hover.service.yaml"].flatMap((fixture) =>
  parseFixture(readFileSync(join(root, "server/src/core/features", fixture), "utf8")).flatMap((fixtureCase, index) =>
    fixtureCase.files.flatMap(({ uri, lines }) => {
      const file = join(fixture.replaceAll(".", "-"), `${index}`, uri.slice(uri.lastIndexOf("/") + 1));
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), `${lines.filter((line) => !HOVER_MARK.test(line)).join("\n")}\n`);
      return placesIn(file, lines);
    }),
  ),
);

function placesIn(file: string, lines: readonly string[]): Place[] {
  let line = 0;
  return lines.flatMap((text) => {
    if (!HOVER_MARK.test(text)) {
      line++;
      return [];
    }
    const [marks = ""] = /\^+/.exec(text) ?? [];
    const column = text.startsWith("#<") ? 1 : text.indexOf("^") + 1;
    const what = text.slice(text.indexOf("^") + marks.length).trim();
    return what === "nothing" ? [] : [{ file, line, column, what }];
  });
}

/** How much of the hover is seen, and how much there is, in CSS pixels. */
async function measure(
  page: Page,
  { line, column }: Place,
): Promise<{ seen: number; whole: number; findings: number }> {
  await page.keyboard.press("Control+G");
  await page.locator(".quick-input-widget input").fill(`:${line}:${column}`);
  await page.keyboard.press("Enter");
  await page.waitForTimeout(150);
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+I");
  await page
    .locator(".monaco-hover:not(.hidden) .hover-row p, .monaco-hover:not(.hidden) .hover-row strong")
    .first()
    .waitFor({ timeout: 5000 });
  await page.waitForTimeout(350);
  const size = await page.evaluate(() => {
    const hover = [...document.querySelectorAll(".monaco-resizable-hover .monaco-hover")].find(
      (each) => each.clientHeight > 0,
    );
    const content = hover?.querySelector(".monaco-hover-content");
    return {
      seen: hover?.clientHeight ?? 0,
      whole: content?.scrollHeight ?? 0,
      findings: hover?.querySelectorAll(".marker.hover-contents, .hover-row .marker").length ?? 0,
    };
  });
  await page.keyboard.press("Escape");
  return size;
}

const vscode = await openVsCode({
  folder,
  extension: root,
  settings: {
    "editor.fontSize": 14,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "editor.hover.sticky": true,
  },
  viewport: { width: 1280, height: 900 },
});
let tooLong = 0;
try {
  const { page } = vscode;
  await page.locator(".monaco-workbench .explorer-folders-view").waitFor({ timeout: 60_000 });
  let file = "";
  for (const place of places) {
    if (place.file !== file) {
      await openFile(page, place.file);
      // Findings come a moment later.
      await page.waitForTimeout(1200);
    }
    file = place.file;
    const { seen, whole, findings } = await measure(page, place);
    if (whole <= seen + 1) continue;
    tooLong++;
    stdout.write(`${seen} of ${whole} px, ${findings} findings: ${place.file}:${place.line} ${place.what}\n`);
  }
  stdout.write(`${places.length} cards, ${tooLong} have to be scrolled\n`);
} finally {
  await vscode.close();
}
process.exitCode = tooLong > 0 ? 1 : 0;
