import ipaddr from "ipaddr.js";

/** An IP address as Go's parsers see it. */
export interface Address {
  readonly family: 4 | 6;
  /** `0.0.0.0` or `::`. */
  readonly isUnspecified: boolean;
  readonly isLoopback: boolean;
  readonly isLinkLocal: boolean;
  readonly isLinkLocalMulticast: boolean;
  /** An IPv6 text that means an IPv4 address (`::ffff:10.0.0.1`). */
  readonly isMapped: boolean;
  /** `010.1.2.3`: read as decimal by old parsers, refused by new ones. */
  readonly hasLeadingZeros: boolean;
}

/**
 * Parses an address as the API server's legacy parser does: leading zeros are dropped, zones are not allowed.
 * Source: k8s.io/utils/net ParseIPSloppy. Undefined for what is no address.
 */
export function parseAddress(text: string): Address | undefined {
  const isFourPart = /^\d{1,9}(?:\.\d{1,9}){3}$/.test(text);
  const unzeroed = isFourPart ? withoutZeros(text) : unzeroTail(text);
  if (!(isFourPart || text.includes(":")) || text.includes("%")) return undefined;
  if (isFourPart ? !ipaddr.IPv4.isValidFourPartDecimal(unzeroed) : !ipaddr.IPv6.isValid(unzeroed)) return undefined;
  const parsed = ipaddr.parse(unzeroed);
  const mapped = parsed.kind() === "ipv6" && (parsed as ipaddr.IPv6).isIPv4MappedAddress();
  const meant = mapped ? (parsed as ipaddr.IPv6).toIPv4Address() : parsed;
  const range = meant.range();
  return {
    family: meant.kind() === "ipv4" ? 4 : 6,
    isUnspecified: /^(?:0\.0\.0\.0|::)$/.test(meant.toString()),
    isLoopback: range === "loopback",
    isLinkLocal: range === "linkLocal",
    isLinkLocalMulticast: /^224\.0\.0\.\d+$/.test(meant.toString()) || /^ff.2:/i.test(meant.toString()),
    isMapped: mapped,
    hasLeadingZeros: unzeroed !== text,
  };
}

/** The IPv4 part at the end of an IPv6 text without its leading zeros. */
function unzeroTail(text: string): string {
  const tail = /^(.*:)(\d+(?:\.\d+){3})$/.exec(text);
  return tail ? `${tail[1]}${withoutZeros(tail[2] ?? "")}` : text;
}

function withoutZeros(address: string): string {
  return address
    .split(".")
    .map((part) => part.replace(/^0+(?=\d)/, ""))
    .join(".");
}
