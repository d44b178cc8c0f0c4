import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { nodeHost } from "./host/node.ts";
import { startServer } from "./lsp/server.ts";

/** The server's process: `node server.js --stdio`, or `--node-ipc` under VS Code. */
startServer(createConnection(ProposedFeatures.all), nodeHost);
