import ipaddr from "ipaddr.js";
import { digits } from "../yaml/digits.ts";

/**
 * IP addresses and prefixes as the API server reads them in its older fields: once leniently, as Go did before 1.17, and
 * since Kubernetes 1.36 once more strictly.
 * Source: k8s.io/utils/net ParseIPSloppy, ParseCIDRSloppy; apimachinery/pkg/util/validation/ip.go.
 */

/** The minor version from which on the strict reading is on by default (StrictIPCIDRValidation). */
const STRICT_SINCE = 36;

/** An IP address that the lenient reading accepts. */
export interface Address {
  /** 4 for an IPv6 text that means an IPv4 address, too. */
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
  /** The usual way to write it: RFC 5952, and an IPv4 address with dots however it was written. */
  readonly canonical: string;
}

/** A network as `10.0.0.0/8`; the address may have bits set that are not the network's. */
export interface Prefix {
  readonly address: Address;
  /** The network without such bits, written in the usual way. */
  readonly network: string;
  /** The address alone as a network: `10.0.0.1/32`. */
  readonly single: string;
  readonly hasHostBits: boolean;
  /** In the address or in the length. */
  readonly hasLeadingZeros: boolean;
}

/** Parses an address leniently: leading zeros are dropped, zones are not allowed. Undefined for what is no address. */
export function parseAddress(text: string): Address | undefined {
  const parsed = parse(text);
  if (!parsed) return undefined;
  const ip = meaningOf(parsed);
  return {
    family: ip.kind() === "ipv4" ? 4 : 6,
    isUnspecified: isIn(ip, UNSPECIFIED),
    isLoopback: isIn(ip, LOOPBACK),
    isLinkLocal: isIn(ip, LINK_LOCAL),
    isLinkLocalMulticast: isIn(ip, LINK_LOCAL_MULTICAST),
    isMapped: ip !== parsed,
    hasLeadingZeros: hasLeadingZeros(text),
    canonical: textOf(ip),
  };
}

/** Parses a network leniently. Undefined for what is none. */
export function parsePrefix(text: string): Prefix | undefined {
  const [, before = "", bits = ""] = /^([^/]*)\/0*([0-9]{1,3})$/.exec(text) ?? [];
  const parsed = parse(before);
  const address = parseAddress(before);
  if (!parsed || !address) return undefined;
  const length = digits(bits);
  if (length > (parsed.kind() === "ipv4" ? 32 : 128)) return undefined;
  const network = networkOf(parsed, length);
  // An IPv4 address that is written as IPv6 is counted in IPv6 bits, and named as IPv4 where those reach it.
  const shown = meaningOf(network);
  return {
    address,
    network: `${textOf(shown)}/${shown === network ? length : Math.max(0, length - 96)}`,
    single: `${address.canonical}/${address.family === 4 ? 32 : 128}`,
    hasHostBits: network.toString() !== parsed.toString(),
    hasLeadingZeros: address.hasLeadingZeros || /\/0[0-9]/.test(text),
  };
}

/**
 * Why the API server refuses a text where an address belongs; empty where it takes it. Source: IsValidIPForLegacyField.
 * @param minor the minor version of Kubernetes
 */
export function addressProblems(text: string, minor: number): string[] {
  const address = parseAddress(text);
  if (!address) return ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];
  if (minor < STRICT_SINCE) return [];
  if (address.hasLeadingZeros) return ["must not have leading 0s"];
  return address.isMapped ? ["must not be an IPv4-mapped IPv6 address"] : [];
}

/** Why the API server refuses a text where a network belongs; empty where it takes it. Source: IsValidCIDRForLegacyField. */
export function prefixProblems(text: string, minor: number): string[] {
  const prefix = parsePrefix(text);
  if (!prefix) return ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"];
  if (minor < STRICT_SINCE) return [];
  if (prefix.hasLeadingZeros) return ["must not have leading 0s in IP or prefix length"];
  if (prefix.address.isMapped) return ["must not have an IPv4-mapped IPv6 address"];
  return prefix.hasHostBits ? ["must not have bits set beyond the prefix length"] : [];
}

/**
 * Why the API server refuses to send traffic to an address that is one: it belongs to the machine that sends.
 * Source: kubernetes pkg/apis/core/validation ValidateEndpointIP.
 */
export function endpointAddressProblems(text: string): string[] {
  const address = parseAddress(text);
  if (!address) return ["must be a valid IP address"];
  return [
    ...(address.isUnspecified ? [`may not be unspecified (${text})`] : []),
    ...(address.isLoopback ? ["may not be in the loopback range (127.0.0.0/8, ::1/128)"] : []),
    ...(address.isLinkLocal ? ["may not be in the link-local range (169.254.0.0/16, fe80::/10)"] : []),
    ...(address.isLinkLocalMulticast ? ["may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"] : []),
  ];
}

type Ip = ipaddr.IPv4 | ipaddr.IPv6;

/** The library is strict about zeros that stand in front; they are looked for in the text. */
function parse(text: string): Ip | undefined {
  if (/[^0-9a-f:.]/i.test(text)) return undefined;
  const plain = text.replace(/(?<![0-9a-f])0+(?=[0-9a-f])/gi, "");
  if (ipaddr.IPv4.isValidFourPartDecimal(plain)) return ipaddr.IPv4.parse(plain);
  const groups = withoutDots(plain);
  return groups?.includes(":") && ipaddr.IPv6.isValid(groups) ? ipaddr.IPv6.parse(groups) : undefined;
}

/** The last two groups of an IPv6 address may be written as IPv4; the library would take `::10.0.0.1` for a mapped address. */
function withoutDots(text: string): string | undefined {
  const [, before = text, last = ""] = /^(.*:)([0-9.]*\.[0-9.]*)$/.exec(text) ?? [];
  if (last === "") return text;
  if (!ipaddr.IPv4.isValidFourPartDecimal(last)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(last).toByteArray();
  return `${before}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** In IPv4 a zero in front is one too many; in IPv6 a group has four digits, which may be zeros. */
function hasLeadingZeros(text: string): boolean {
  return text.split(":").some((part) => (part.includes(".") ? /(?:^|\.)0[0-9]/.test(part) : part.length > 4));
}

/** An IPv6 text that means an IPv4 address is that address. */
function meaningOf(ip: Ip): Ip {
  return ip instanceof ipaddr.IPv6 && ip.isIPv4MappedAddress() ? ip.toIPv4Address() : ip;
}

/** As Go writes an address: IPv4 with dots, IPv6 as RFC 5952 wants it. */
function textOf(ip: Ip): string {
  return ip instanceof ipaddr.IPv6 ? ip.toRFC5952String() : ip.toString();
}

function networkOf(ip: Ip, length: number): Ip {
  const cidr = `${ip.toString()}/${length}`;
  return ip.kind() === "ipv4" ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
}

const UNSPECIFIED = ["0.0.0.0/32", "::/128"].map((text) => ipaddr.parseCIDR(text));
const LOOPBACK = ["127.0.0.0/8", "::1/128"].map((text) => ipaddr.parseCIDR(text));
const LINK_LOCAL = ["169.254.0.0/16", "fe80::/10"].map((text) => ipaddr.parseCIDR(text));
/** In IPv6 any multicast of link-local scope, whatever its flags. Source: Go's net.IP.IsLinkLocalMulticast. */
const LINK_LOCAL_MULTICAST = ["224.0.0.0/24", ..."0123456789abcdef"]
  .map((text) => (text.length === 1 ? `ff${text}2::/16` : text))
  .map((text) => ipaddr.parseCIDR(text));

function isIn(ip: Ip, ranges: readonly [Ip, number][]): boolean {
  return ranges.some(([range, bits]) => range.kind() === ip.kind() && ip.match(range, bits));
}
