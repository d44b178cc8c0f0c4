import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { delimiter, join, resolve } from "node:path";
import process, { argv, env, execPath, platform, stdout } from "node:process";
import { startServer } from "./vscode/server.ts";

/**
 * Opens a VS Code with this extension in it: `npm start [-- [--browser] PATH]`. The desktop's if `code` is on the PATH,
 * else one for the browser that npm installs.
 */
const root = join(import.meta.dirname, "..");

function say(line: string): void {
  stdout.write(`${line}\n`);
}

function codeOnPath(): string | undefined {
  const names = platform === "win32" ? ["code.cmd", "code.exe"] : ["code"];
  return (env.PATH ?? "")
    .split(delimiter)
    .flatMap((directory) => names.map((name) => join(directory, name)))
    .find((path) => existsSync(path));
}

async function run(command: string, args: readonly string[], shell = false): Promise<void> {
  const child = spawn(command, [...args], { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell });
  const code = await new Promise<number | null>((done, failed) => child.once("error", failed).once("exit", done));
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}

async function openDesktop(code: string, folder: string): Promise<void> {
  say(`Opening ${folder} in the VS Code of ${code} …`);
  const windows = platform === "win32";
  const quote = (text: string): string => (windows ? `"${text}"` : text);
  await run(quote(code), ["--new-window", quote(`--extensionDevelopmentPath=${root}`), quote(folder)], windows);
}

async function openInBrowser(folder: string): Promise<void> {
  const server = await startServer({ extension: root });
  const door = await redirectTo(server.address(folder));
  say(`\nVS Code with Portolan is ready. Open this address in a browser on this machine:\n\n  ${door.address}\n`);
  say("Its settings are temporary; files are saved to the folder itself. End it with Ctrl+C.");
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      say("\nEnding VS Code's server …");
      door.close();
      void server.close();
    });
  await server.ended;
}

/** A short address that leads to a long one. */
async function redirectTo(location: string): Promise<{ readonly address: string; close(): void }> {
  const door = createServer((_, response) => response.writeHead(302, { location }).end());
  await new Promise<void>((done) => door.listen(0, "127.0.0.1", done));
  const bound = door.address();
  const close = (): void => {
    door.close();
    door.closeAllConnections();
  };
  return { address: typeof bound === "object" && bound ? `http://127.0.0.1:${bound.port}/` : location, close };
}

const args = argv.slice(2);
const wantsBrowser = args.includes("--browser");
const path = args.find((arg) => !arg.startsWith("-"));
const folder = path === undefined ? join(root, "examples") : resolve(env.INIT_CWD ?? ".", path);
if (!existsSync(folder) || !statSync(folder).isDirectory()) {
  say(`${folder} is no folder.`);
  process.exit(2);
}
say("Building the extension …");
await run(execPath, ["esbuild.mjs", "--quiet"]);
const code = wantsBrowser ? undefined : codeOnPath();
if (code) await openDesktop(code, folder);
else {
  if (!wantsBrowser) say("There is no `code` on the PATH: using a VS Code that runs in the browser.");
  await openInBrowser(folder);
}
