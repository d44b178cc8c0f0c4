import { argv, exit, stdout } from "node:process";
import { check } from "./check.ts";

const [, , , ...rest] = argv;
const findings = check(rest.filter((arg, index) => !arg.startsWith("--") && rest[index - 1] !== "--format"));
stdout.write(`${JSON.stringify({ findings })}\n`, () =>
  exit(findings.some(({ severity }) => severity === "error") ? 1 : 0),
);
