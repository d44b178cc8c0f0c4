import { argv, exit, stdout } from "node:process";
import { check } from "./check.ts";
import { map } from "./map.ts";

const [, , command, ...rest] = argv;
const paths = rest.filter((arg, index) => !arg.startsWith("--") && rest[index - 1] !== "--format");
if (command === "map") stdout.write(`${JSON.stringify({ units: map(paths) })}\n`, () => exit(0));
else {
  const findings = check(paths);
  stdout.write(`${JSON.stringify({ findings })}\n`, () =>
    exit(findings.some(({ severity }) => severity === "error") ? 1 : 0),
  );
}
