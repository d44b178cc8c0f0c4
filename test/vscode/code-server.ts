import { type Page, chromium as playwright } from "playwright-core";
import { chromium } from "../../scripts/vscode/install.ts";
import { type ServerOptions, startServer } from "../../scripts/vscode/server.ts";

export interface VsCode {
  readonly page: Page;
  /** The exit code of the suite that was asked for; never settles without one. */
  readonly finished: Promise<number>;
  close(): Promise<void>;
}

export interface VsCodeOptions extends ServerOptions {
  /** The folder, or a `.code-workspace` file, to open. */
  readonly folder: string;
  /** A compiled test module that exports `run(): Promise<void>`. */
  readonly tests?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Physical pixels in a CSS pixel. */
  readonly scale?: number;
  /** Gets what the extension host prints. */
  readonly log?: (line: string) => void;
}

const BROWSER_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Opens a real VS Code without a desktop: the server of code-server, its workbench in headless Chromium. */
export async function openVsCode(options: VsCodeOptions): Promise<VsCode> {
  const executablePath = await chromium();
  const server = await startServer(options);
  const browser = await playwright.launch({ executablePath, args: BROWSER_FLAGS });
  const close = async (): Promise<void> => {
    await browser.close();
    await server.close();
  };
  const page = await browser.newPage({
    viewport: options.viewport ?? { width: 1300, height: 800 },
    deviceScaleFactor: options.scale ?? 1,
  });
  let exited: (code: number) => void = () => {};
  const finished = new Promise<number>((resolve) => {
    exited = resolve;
  });
  await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) =>
    options.log?.(args.map(String).join(" ")),
  );
  await page.exposeFunction("codeAutomationExit", (code: number) => exited(code));
  await page.goto(server.address(options.folder, options.tests), { waitUntil: "domcontentloaded" });
  return { page, finished, close };
}

/** Opens a file of the folder as a person would, by a part of its path that no other file has. */
export async function openFile(page: Page, path: string): Promise<void> {
  await page.keyboard.press("Control+P");
  await page.locator(".quick-input-widget input").fill(path);
  const name = path.slice(path.lastIndexOf("/") + 1);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().waitFor();
  // The list still shows what was asked before.
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
  await page.locator(".view-line").first().waitFor();
}
