/** The value below which this share of all values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A measured number: one value a round. */
export class Series {
  readonly values: number[] = [];

  add(value: number): void {
    this.values.push(value);
  }

  get median(): number {
    return median(this.values);
  }

  /** Round by round; only what was measured in the same round is compared. */
  static combine(series: readonly Series[], of: (...values: number[]) => number): Series {
    const combined = new Series();
    const rounds = Math.min(...series.map(({ values }) => values.length));
    for (let round = 0; round < rounds; round++)
      combined.add(of(...series.map(({ values }) => values[round] ?? Number.NaN)));
    return combined;
  }

  ratioTo(other: Series): Series {
    return Series.combine([this, other], (own, theirs) => own / theirs);
  }

  /** `median [min..max]` */
  toString(): string {
    if (this.values.length === 0) return "–";
    if (this.values.length === 1) return shortest(this.median);
    return `${shortest(this.median)} [${shortest(Math.min(...this.values))}..${shortest(Math.max(...this.values))}]`;
  }
}

/** Three figures are all that a measurement is good for. */
function shortest(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

/** Series by what was measured, of whom, on which workload; made when they are first asked for. */
export class SeriesTable {
  readonly #series = new Map<string, Series>();

  of(workload: string, what: string, who: string): Series {
    const key = `${workload}/${what}/${who}`;
    const found = this.#series.get(key) ?? new Series();
    this.#series.set(key, found);
    return found;
  }
}
