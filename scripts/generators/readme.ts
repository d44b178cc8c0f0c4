import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.ts";
import { ruleTable } from "./rule-docs.ts";

/** The README with the table of rules between its marks. */
export function readme(): ReadonlyMap<string, string> {
  const path = join(root, "README.md");
  const text = readFileSync(path, "utf8");
  const [, before, , after] = /^([\s\S]*<!-- rules:begin -->\n)([\s\S]*)(<!-- rules:end -->[\s\S]*)$/.exec(text) ?? [];
  return before === undefined || after === undefined
    ? new Map()
    : new Map([[path, `${before}${ruleTable()}\n${after}`]]);
}
