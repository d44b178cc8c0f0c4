import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What the server said of one document. */
export interface DocumentVerdict {
  readonly kind: string;
  readonly verdict: "accept" | "warn" | "reject";
  readonly message?: string;
  readonly causes?: readonly string[];
  readonly warnings?: readonly string[];
}

/** A manifest that was put to a real cluster, and what came of it. See README.md. */
export interface Case {
  readonly id: string;
  readonly mode: "admission" | "strict" | "admission-psa" | "sequence" | "schedule" | "rollout";
  readonly rules: readonly string[];
  readonly about: string;
  readonly documents: readonly DocumentVerdict[];
  readonly pending?: number;
  readonly finished?: boolean;
  readonly newRevisionPending?: number;
  readonly events?: readonly string[];
}

export const CASES: readonly Case[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "verdicts.json"), "utf8"),
).cases;

export function manifestOf({ id }: Case): string {
  return readFileSync(join(import.meta.dirname, "cases", `${id}.yaml`), "utf8");
}

/** The nodes that `schedule` and `rollout` cases ran on. */
export const NODES = ["node-1 a", "node-2 a", "node-3 b"]
  .map((node) => node.split(" "))
  .map(
    ([name, pool]) => `apiVersion: v1
kind: Node
metadata:
  name: ${name}
  labels: {kubernetes.io/hostname: ${name}, kubernetes.io/os: linux, kubernetes.io/arch: amd64, pool: ${pool}}
`,
  )
  .join("---\n");
