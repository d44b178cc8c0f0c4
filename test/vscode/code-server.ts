import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execPath } from "node:process";
import { type Browser, type Page, chromium as playwright } from "playwright-core";
import { chromium, vsCodeServer } from "./install.ts";

export interface VsCode {
  readonly page: Page;
  /** The exit code of the suite that was asked for; never settles without one. */
  readonly finished: Promise<number>;
  /** What the server of VS Code keeps: settings, extensions, logs. */
  readonly dataDirectory: string;
  close(): Promise<void>;
}

export interface VsCodeOptions {
  /** The folder, or a `.code-workspace` file, to open. */
  readonly folder: string;
  /** The extension under development. */
  readonly extension: string;
  /** A compiled test module that exports `run(): Promise<void>`. */
  readonly tests?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trusted?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
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

const QUIET_SETTINGS = {
  "files.autoSave": "off",
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "git.enabled": false,
  "workbench.colorTheme": "Default Light Modern",
};

/** Starts a real VS Code without a desktop: the server of code-server, its workbench in headless Chromium. */
export async function openVsCode(options: VsCodeOptions): Promise<VsCode> {
  const [vscode, browserPath] = [await vsCodeServer(), await chromium()];
  const dataDirectory = mkdtempSync(join(tmpdir(), "portolan-vscode-"));
  const userDirectory = join(dataDirectory, "data", "User");
  mkdirSync(userDirectory, { recursive: true });
  writeFileSync(join(userDirectory, "settings.json"), JSON.stringify({ ...QUIET_SETTINGS, ...options.settings }));
  const port = await freePort();
  const server = spawn(
    execPath,
    [
      "out/server-main.js",
      ...[
        "--host",
        "127.0.0.1",
        "--port",
        `${port}`,
        "--without-connection-token",
        "--accept-server-license-terms",
        "--enable-smoke-test-driver",
      ],
      ...["--server-data-dir", dataDirectory],
      ...(options.trusted === false ? [] : ["--disable-workspace-trust"]),
    ],
    { cwd: vscode, stdio: ["ignore", "pipe", "pipe"] },
  );
  await untilListening(server);
  const browser = await playwright.launch({ executablePath: browserPath, args: BROWSER_FLAGS });
  const page = await browser.newPage({ viewport: options.viewport ?? { width: 1300, height: 800 } });
  let exited: (code: number) => void = () => {};
  const finished = new Promise<number>((resolve) => {
    exited = resolve;
  });
  await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) =>
    options.log?.(args.map(String).join(" ")),
  );
  await page.exposeFunction("codeAutomationExit", (code: number) => exited(code));
  await page.goto(addressOf(port, options), { waitUntil: "domcontentloaded" });
  return { page, finished, dataDirectory, close: () => close(browser, server, dataDirectory) };
}

function addressOf(port: number, { folder, extension, tests }: VsCodeOptions): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ["extensionDevelopmentPath", remote(extension)],
    ...(tests ? [["extensionTestsPath", remote(tests)]] : []),
    ["skipWelcome", "true"],
  ];
  const kind = folder.endsWith(".code-workspace") ? "workspace" : "folder";
  return `http://127.0.0.1:${port}/?${kind}=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

async function untilListening(server: ChildProcess): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`VS Code's server did not start:\n${output}`)), 60_000);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!/listening on|available at/i.test(output)) return;
      clearTimeout(timer);
      resolve();
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("exit", (code) => reject(new Error(`VS Code's server ended with ${code}:\n${output}`)));
  });
}

async function close(browser: Browser, server: ChildProcess, dataDirectory: string): Promise<void> {
  await browser.close();
  const gone = new Promise((resolve) => server.once("exit", resolve));
  server.kill();
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 5000))]);
  rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no free port")),
      );
    });
  });
}
