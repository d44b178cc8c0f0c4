// Loaded into every measured process by `--import`, in front of its own code: answers what only the process itself knows.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { getHeapSpaceStatistics } from "node:v8";

// Watching wakes the process up a thousand times a second, so it begins only when somebody wants to know.
const delay = monitorEventLoopDelay({ resolution: 1 });

process.on("message", (question) => {
  if (question?.probe === undefined) return;
  if (question.collect) for (let pass = 0; pass < 3; pass++) globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  process.send?.({
    probe: question.probe,
    rss,
    heap: heapUsed + external - codeSize(),
    peakRss: process.resourceUsage().maxRSS * 1024,
    cpu: (user + system) / 1000,
    longestBlock: delay.max / 1e6,
  });
  delay.reset();
  if (question.watch) delay.enable();
});
/** What the engine has compiled: it grows with what runs, not with what is kept. */
function codeSize() {
  const spaces = getHeapSpaceStatistics().filter(({ space_name }) => /^(?:code|trusted)_/.test(space_name));
  return spaces.reduce((sum, { space_used_size }) => sum + space_used_size, 0);
}

// The channel alone keeps no process alive.
process.channel?.unref();
