import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { execPath } from "node:process";
import type { FloorIndex, FloorQuestion } from "./floor.ts";

/** What a process says of itself: bytes and milliseconds. */
export interface Vitals {
  readonly rss: number;
  /** Objects and strings, without compiled code. */
  readonly heap: number;
  readonly peakRss: number;
  readonly cpu: number;
  /** The longest time for which nothing else could run, since a question that asked to watch for it. */
  readonly longestBlock: number;
}

export interface VitalsQuestion {
  /** Whether garbage is collected first. */
  readonly collect?: boolean;
  /** Whether the event loop is watched from now on. */
  readonly watch?: boolean;
}

/** A measured process of this machine's node. */
export class Child {
  readonly process: ChildProcess;
  readonly #waiting = new Map<number, { resolve(answer: object): void; reject(error: Error): void }>();
  #questions = 0;
  #stderr = "";

  /**
   * @param command a script and its arguments
   * @param env more variables for its environment
   */
  constructor(command: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const probe = join(import.meta.dirname, "probe.mjs");
    this.process = spawn(execPath, ["--expose-gc", "--import", probe, ...command], {
      stdio: ["pipe", "pipe", "pipe", "ipc"],
      env: { ...process.env, ...env },
    });
    this.process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-2000);
    });
    this.process.on("message", (answer: { readonly probe?: number; readonly floor?: number }) => {
      const number = answer.probe ?? answer.floor ?? -1;
      this.#waiting.get(number)?.resolve(answer);
      this.#waiting.delete(number);
    });
    this.process.once("exit", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the process ended: ${this.#stderr}`));
    });
  }

  async vitals(question: VitalsQuestion = {}): Promise<Vitals> {
    return (await this.#ask((number) => ({ probe: number, ...question }))) as Vitals;
  }

  /** The milliseconds that the floor needs to parse a section. */
  async floorParse(text: string): Promise<number> {
    return (await this.#askFloor((floor) => ({ floor, parse: text }))) as number;
  }

  async floorIndex(root: string): Promise<FloorIndex> {
    return (await this.#askFloor((floor) => ({ floor, index: root }))) as FloorIndex;
  }

  stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.process.once("exit", () => resolve());
      this.process.kill("SIGKILL");
    });
  }

  async #askFloor(question: (floor: number) => FloorQuestion): Promise<unknown> {
    const { result } = (await this.#ask(question)) as { readonly result: unknown };
    return result;
  }

  #ask(question: (number: number) => object): Promise<object> {
    const number = this.#questions++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.process.send(question(number));
    });
  }
}
