/** The value of a run of decimal digits that a pattern has already proved to be one. Not for manifest scalars: see `resolveScalar`. */
export function digits(text: string): number {
  let value = 0;
  for (const digit of text) value = value * 10 + (digit.charCodeAt(0) - 48);
  return value;
}
