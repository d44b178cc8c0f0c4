/** Node ports from one number to another, both included. */
export interface NodePortRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The lower part of the range, which the API server leaves to Services that name their number: it hands out numbers of
 * its own choice from the rest, and from here only once the rest is used up. Undefined where the range is too small to
 * be divided. For 30000-32767 it is 30000-30085.
 * Source: kubernetes pkg/registry/core/service/portallocator `calculateRangeOffset`, `randomScanStrategyWithOffset`.
 */
export function staticBand({ from, to }: NodePortRange): NodePortRange | undefined {
  const size = to - from + 1;
  const offset = size <= 16 ? 0 : Math.min(Math.max(16, Math.trunc(size / 32)), 128);
  return offset === 0 ? undefined : { from, to: from + offset - 1 };
}
