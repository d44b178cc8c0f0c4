import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env, execPath, getuid, stdout } from "node:process";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

/** code-server ships a built VS Code 1.139.1 whose web workbench and extension host need no desktop. */
export const CODE_SERVER_VERSION = "4.139.1";

export function say(line: string): void {
  stdout.write(`${line}\n`);
}

/**
 * The folder of a VS Code from the npm package `code-server`, installed below `.vscode-test/` where it is missing.
 * @throws Error when npm cannot install it; the message says what was tried.
 */
export async function vsCodeServer(): Promise<string> {
  const home = join(root, ".vscode-test", `code-server-${CODE_SERVER_VERSION}`);
  const vscode = join(home, "node_modules", "code-server", "lib", "vscode");
  const done = join(home, "installed");
  if (existsSync(done)) return vscode;
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), "{}\n");
  say(
    `Installing code-server ${CODE_SERVER_VERSION}, a VS Code for browsers, into .vscode-test (475 MB, once; about half a minute) …`,
  );
  await npm(["install", "--ignore-scripts", "--no-audit", "--no-fund", `code-server@${CODE_SERVER_VERSION}`], home);
  say("Installing its extension host's packages …");
  await npm(["install", "--omit=dev", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"], vscode);
  writeFileSync(done, "");
  return vscode;
}

async function npm(args: readonly string[], cwd: string): Promise<void> {
  const script = env.npm_execpath;
  // Under `npm run` npm says where it is; that works without a shell on every system.
  if (script?.endsWith(".js")) await run(execPath, [script, ...args], { cwd, maxBuffer: 1 << 26 });
  else await run("npm", [...args], { cwd, maxBuffer: 1 << 26, shell: env.OS === "Windows_NT" });
}

const BROWSERS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/microsoft-edge",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * A Chromium of this machine; installed from Debian's packages where that is possible.
 * @throws Error that names the package to install when there is none.
 */
export async function chromium(): Promise<string> {
  const found = [env.CHROMIUM_PATH, ...BROWSERS].find((path) => path !== undefined && existsSync(path));
  if (found) return found;
  if (existsSync("/usr/bin/apt-get") && getuid?.() === 0) {
    say("Installing Debian's chromium …");
    await run("apt-get", ["update", "-qq"], { maxBuffer: 1 << 26 });
    await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], {
      maxBuffer: 1 << 26,
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (existsSync("/usr/bin/chromium")) return "/usr/bin/chromium";
  }
  throw new Error(
    "The tests in a real VS Code need Chromium or Chrome. Install the package `chromium` (or set CHROMIUM_PATH to a browser).",
  );
}
