import process, { argv, stderr, stdout } from "node:process";
import { cac } from "cac";
import colors from "picocolors";
import { version } from "../../../package.json";
import { check } from "./check.ts";
import { formatText } from "./format-text.ts";
import { map } from "./map.ts";
import { UsageError } from "./usage-error.ts";

/** Exit codes as eslint's: 0 where there is no error, 1 where there is one, 2 where the call itself went wrong. */
const CALL_FAILED = 2;

interface Options {
  readonly format: string;
  readonly config?: string;
}

const cli = cac("portolan");
const config = [
  "--config <file>",
  "A configuration file instead of the nearest portolan.yaml at or above the first path",
] as const;

cli
  .command("check [...paths]", "Check manifests; ends with 1 where there is an error")
  .option("--format <format>", "text or json", { default: "text" })
  .option(...config)
  .example("portolan check manifests/")
  .action((paths: readonly string[], options: Options) => {
    const findings = check(orHere(paths), options.config);
    const isJson = formatOf(options, ["text", "json"]) === "json";
    print(isJson ? `${JSON.stringify({ findings })}\n` : formatText(findings, colors));
    if (findings.some(({ severity }) => severity === "error")) process.exitCode = 1;
  });

cli
  .command("map [...paths]", "Print what each unit deploys, and the ports it opens")
  .option("--format <format>", "json", { default: "json" })
  .option(...config)
  .action((paths: readonly string[], options: Options) => {
    formatOf(options, ["json"]);
    print(`${JSON.stringify({ units: map(orHere(paths), options.config) })}\n`);
  });

cli.help();
cli.version(version);

function orHere(paths: readonly string[]): readonly string[] {
  return paths.length > 0 ? paths.map(String) : ["."];
}

function formatOf({ format }: Options, known: readonly string[]): string {
  if (!known.includes(format)) throw new UsageError(`There is no format "${format}"; there is: ${known.join(", ")}.`);
  return format;
}

function print(text: string): void {
  // Whoever reads a pipe may have enough before the end, as `head` does.
  stdout.on("error", () => process.exit()).write(text);
}

try {
  const { args, options } = cli.parse(argv, { run: false });
  if (cli.matchedCommand) cli.runMatchedCommand();
  else if (!options["help"] && !options["version"]) {
    if (args.length > 0) throw new UsageError(`There is no command "${args[0]}".`);
    cli.outputHelp();
    process.exitCode = CALL_FAILED;
  }
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof Error && error.name === "CACError")) throw error;
  stderr.write(`${error.message}\nportolan --help says what there is.\n`);
  process.exitCode = CALL_FAILED;
}
