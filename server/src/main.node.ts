import { flushCompileCache } from "node:module";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { nodeHost } from "./host/node.ts";
import { startServer } from "./lsp/server.ts";

/** The server's process: `node server.js --stdio`, or `--node-ipc` under VS Code. */
startServer(createConnection(ProposedFeatures.all), nodeHost);

/** By then most of what a server does has been done once. Does nothing where `NODE_COMPILE_CACHE` names no folder. */
const COMPILED_AFTER_MS = 10_000;

// What has been compiled is kept for the next start. Node does so when it exits, but an editor may not wait for that.
setTimeout(() => flushCompileCache?.(), COMPILED_AFTER_MS).unref();
