import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { stdout } from "node:process";
import type { Locator, Page } from "playwright-core";
import { openFile, openVsCode } from "./code-server.ts";
import { root } from "./suites.ts";

/** Takes the pictures of the README in a real VS Code, on `examples/`: `npm run screenshots`. */
const images = join(root, "docs", "images");

const PLAIN_WINDOW = {
  "workbench.colorTheme": "Default Light Modern",
  "workbench.activityBar.location": "hidden",
  "workbench.layoutControl.enabled": false,
  "workbench.editor.editorActionsLocation": "hidden",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "window.commandCenter": false,
  "window.menuBarVisibility": "hidden",
  "window.title": "Portolan",
  "breadcrumbs.enabled": false,
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "editor.fontSize": 14,
  "editor.hover.delay": 200,
  "editor.guides.indentation": false,
  "editor.renderLineHighlight": "none",
  "editor.scrollbar.vertical": "hidden",
  "editor.overviewRulerBorder": false,
  "editor.hideCursorInOverviewRuler": true,
  "editor.occurrencesHighlight": "off",
  "editor.matchBrackets": "never",
  "problems.visibility": true,
};

/** The first line of the editor that holds a text. */
function line(page: Page, text: string): Locator {
  return page.locator(".view-line", { hasText: text }).first();
}

async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(1500);
}

const vscode = await openVsCode({
  folder: join(root, "examples"),
  extension: root,
  settings: PLAIN_WINDOW,
  viewport: { width: 1080, height: 640 },
  scale: 2,
});
try {
  const { page } = vscode;
  mkdirSync(images, { recursive: true });
  await page.locator(".monaco-workbench .explorer-folders-view").waitFor({ timeout: 60_000 });
  await openFile(page, "shop/web.yaml");
  await page.keyboard.press("Control+B");
  await page.locator(".squiggly-warning, .squiggly-error").first().waitFor({ timeout: 60_000 });
  await settle(page);

  const port = line(page, "hostPort: 80").getByText("80", { exact: true });
  await port.hover();
  await page.locator(".monaco-hover .hover-contents").first().waitFor();
  await settle(page);
  await page.screenshot({ path: join(images, "hover.png") });

  await page.mouse.move(5, 5);
  await settle(page);
  await line(page, "hostPort: 80").getByText("hostPort", { exact: true }).hover();
  await page.locator(".monaco-hover table").first().waitFor();
  await settle(page);
  await page.screenshot({ path: join(images, "card.png") });

  await page.mouse.move(5, 5);
  await line(page, "hostPort: 80").getByText("80", { exact: true }).click();
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget").first().waitFor();
  await settle(page);
  await page.screenshot({ path: join(images, "fixes.png") });
  stdout.write(`written: ${images}\n`);
} finally {
  await vscode.close();
}
