/** What ports of well-known numbers are commonly called. Source: IANA Service Name and Transport Protocol Port Number Registry. */
const USUAL: Readonly<Record<number, string>> = {
  22: "ssh",
  53: "dns",
  80: "http",
  443: "https",
};

/** A name for a port that has none, by its number alone. */
export function usualPortName(number: number): string {
  return USUAL[number] ?? `port-${number}`;
}
