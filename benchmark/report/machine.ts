import { arch, cpus, loadavg, release, totalmem, type } from "node:os";
import { version } from "node:process";

/** What a person needs to know of the machine to make sense of its milliseconds. */
export function machineText(): string {
  const [first] = cpus();
  const load = loadavg().map((value) => value.toFixed(2));
  return [
    `${cpus().length} × ${first?.model.trim() ?? "an unknown processor"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory,`,
    `${type()} ${release()} ${arch()}, Node ${version}; load average ${load[0]} when the run began.`,
  ].join(" ");
}
