import { once } from "node:events";
import {
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type Position,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { Child, type Vitals, type VitalsQuestion } from "./child.ts";

/** How a language server is started, and what it asks of its client. */
export interface ServerKind {
  readonly name: string;
  readonly command: readonly string[];
  /** More variables for its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The client's settings by section. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the client says before `initialized`. */
  readonly greet?: (connection: ProtocolConnection) => void;
}

/** A text change as an editor sends it. */
export interface Change {
  readonly start: Position;
  readonly end: Position;
  readonly text: string;
}

/** The longest time that an answer may take before the run is given up. */
const PATIENCE_MS = 180_000;

/** A language server in a process of its own, driven over stdio as an editor without pull diagnostics drives it. */
export class Server {
  readonly kind: ServerKind;
  readonly #child: Child;
  readonly #connection: ProtocolConnection;
  readonly #versions = new Map<string, number>();
  readonly #published = new Map<string, (version: number | undefined, diagnostics: Diagnostic[]) => void>();
  readonly #ready: Promise<void>;
  /** How many times diagnostics came for each document. */
  readonly publications = new Map<string, number>();
  readonly diagnostics = new Map<string, readonly Diagnostic[]>();

  constructor(kind: ServerKind) {
    this.kind = kind;
    this.#child = new Child(kind.command, kind.env);
    const { stdout, stdin } = this.#child.process;
    if (!stdout || !stdin) throw new Error("the process has no pipes");
    this.#connection = createProtocolConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.#connection.onRequest("workspace/configuration", ({ items }: { items: { section?: string }[] }) =>
      items.map(({ section = "" }) => kind.settings?.[section] ?? null),
    );
    for (const method of ["client/registerCapability", "window/workDoneProgress/create"])
      this.#connection.onRequest(method, () => null);
    this.#connection.onNotification("textDocument/publishDiagnostics", ({ uri, version, diagnostics }) => {
      this.publications.set(uri, (this.publications.get(uri) ?? 0) + 1);
      this.diagnostics.set(uri, diagnostics);
      this.#published.get(uri)?.(version, diagnostics);
    });
    this.#ready = new Promise((resolve) => {
      this.#connection.onNotification("portolan/status", ({ state }) => {
        if (state === "ready") resolve();
      });
    });
    this.#connection.listen();
  }

  /** @returns milliseconds until `initialize` is answered, by a process that is being started */
  async initialize(root?: string): Promise<number> {
    const start = performance.now();
    await this.#connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: root ?? null,
      workspaceFolders: root === undefined ? null : [{ uri: root, name: "workspace" }],
      capabilities: {
        textDocument: {
          synchronization: {},
          publishDiagnostics: { versionSupport: true, relatedInformation: true },
          hover: { contentFormat: ["markdown"] },
        },
        workspace: { configuration: true, workspaceFolders: true },
      },
      initializationOptions: {},
    });
    return performance.now() - start;
  }

  /** Lets the server begin: an editor opens its documents right behind this. */
  async begin(): Promise<void> {
    this.kind.greet?.(this.#connection);
    await this.#connection.sendNotification("initialized", {});
  }

  /** Waits until the server says that it has looked at the whole workspace. */
  ready(): Promise<void> {
    return inTime(this.#ready, `${this.kind.name}: index`);
  }

  /** @returns milliseconds until the document's diagnostics are there */
  open(uri: string, text: string): Promise<number> {
    this.#versions.set(uri, 1);
    return this.#untilPublished(uri, 1, () =>
      this.#connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId: "yaml", version: 1, text },
      }),
    );
  }

  /** @returns milliseconds from sending the change until the document's diagnostics are there */
  change(uri: string, change: Change): Promise<number> {
    return this.changes(uri, [change]);
  }

  /**
   * Sends changes one right after the other.
   * @param watched the document whose diagnostics are waited for; of any version where it is another one
   * @returns milliseconds until the diagnostics for the last one are there
   */
  changes(uri: string, changes: readonly Change[], watched = uri): Promise<number> {
    const version = (this.#versions.get(uri) ?? 0) + changes.length;
    this.#versions.set(uri, version);
    return this.#untilPublished(watched, watched === uri ? version : 0, async () => {
      for (const [index, { start, end, text }] of changes.entries())
        await this.#connection.sendNotification("textDocument/didChange", {
          textDocument: { uri, version: version - changes.length + index + 1 },
          contentChanges: [{ range: { start, end }, text }],
        });
    });
  }

  /** @returns the hover and the milliseconds until it is there */
  async hover(uri: string, position: Position): Promise<{ readonly hover: Hover | null; readonly time: number }> {
    const start = performance.now();
    const hover: Hover | null = await this.#connection.sendRequest("textDocument/hover", {
      textDocument: { uri },
      position,
    });
    return { hover, time: performance.now() - start };
  }

  vitals(question?: VitalsQuestion): Promise<Vitals> {
    return this.#child.vitals(question);
  }

  /** Has the server end by itself, as an editor does when it is closed. */
  async end(): Promise<void> {
    const ended = once(this.#child.process, "exit");
    await this.#connection.sendRequest("shutdown");
    await this.#connection.sendNotification("exit");
    await inTime(ended, `${this.kind.name}: exit`);
    this.#connection.dispose();
  }

  stop(): Promise<void> {
    this.#connection.dispose();
    return this.#child.stop();
  }

  /** The diagnostics of an older version do not count, where the server says what version they are for. */
  #untilPublished(uri: string, version: number, send: () => Promise<void>): Promise<number> {
    const start = performance.now();
    const published = new Promise<number>((resolve) => {
      this.#published.set(uri, (of) => {
        if (of !== undefined && of < version) return;
        this.#published.delete(uri);
        resolve(performance.now() - start);
      });
    });
    void send();
    return inTime(published, `${this.kind.name}: diagnostics of ${uri}`);
  }
}

/** @throws Error when it takes too long */
function inTime<T>(answer: Promise<T>, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in time: ${what}`)), PATIENCE_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
