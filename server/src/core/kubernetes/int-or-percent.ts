import { digits } from "../yaml/digits.ts";

/**
 * How the API server judges a number of pods that may be a percentage, as maxSurge and maxUnavailable.
 * Source: kubernetes pkg/apis/apps/validation `ValidatePositiveIntOrPercent`, `getIntOrPercentValue`, `IsNotMoreThan100Percent`.
 */

/** What is wrong with the value in itself, in the server's words; undefined for a number or percentage from 0 on. */
export function intOrPercentProblem(value: number | string): string | undefined {
  if (typeof value === "number") return value < 0 ? "must be greater than or equal to 0" : undefined;
  return percentOf(value) === undefined ? NO_PERCENT : undefined;
}

/** Built by apimachinery's RegexError, which puts a blank behind the comma and another one before "or". */
const NO_PERCENT =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** The percentage, or the number; a number in quotes counts as itself, any other text as 0. */
export function intOrPercentValue(value: number | string): number {
  if (typeof value === "number") return value;
  const percent = percentOf(value);
  if (percent !== undefined) return percent;
  const [, sign, number] = /^([-+]?)(\d+)$/.exec(value) ?? [];
  return number === undefined ? 0 : digits(number) * (sign === "-" ? -1 : 1);
}

export function isMoreThan100Percent(value: number | string): boolean {
  return typeof value === "string" && (percentOf(value) ?? 0) > 100;
}

function percentOf(value: string): number | undefined {
  return /^[0-9]+%$/.test(value) ? digits(value.slice(0, -1)) : undefined;
}
