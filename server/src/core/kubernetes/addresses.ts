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

/** What a text means: 16 bytes, the first 12 of an IPv4 address being those of `::ffff:0:0`. */
interface Parsed {
  readonly bytes: readonly number[];
  readonly isIPv4Text: boolean;
  readonly hasLeadingZeros: boolean;
}

/** Parses an address leniently: leading zeros are dropped, zones are not allowed. Undefined for what is no address. */
export function parseAddress(text: string): Address | undefined {
  const parsed = parse(text);
  return parsed && addressOf(parsed);
}

/** Parses a network leniently. Undefined for what is none. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf("/");
  const digits = text.slice(slash + 1);
  const parsed = slash < 0 || !/^[0-9]+$/.test(digits) ? undefined : parse(text.slice(0, slash));
  if (!parsed) return undefined;
  const size = parsed.isIPv4Text ? 32 : 128;
  const length = decimal(digits);
  if (length > size) return undefined;
  const address = addressOf(parsed);
  const network = masked(parsed.bytes, length + 128 - size);
  // An IPv4 address that is written as IPv6 is counted in IPv6 bits, and named as IPv4 where those reach it.
  const isIPv4 = isMappedIPv4(network);
  const shown = isIPv4 && size === 128 ? Math.max(0, length - 96) : length;
  return {
    address,
    network: `${canonicalOf(network)}/${shown}`,
    single: `${address.canonical}/${address.family === 4 ? 32 : 128}`,
    hasHostBits: network.some((byte, index) => byte !== parsed.bytes[index]),
    hasLeadingZeros: parsed.hasLeadingZeros || /^0[0-9]/.test(digits),
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

function addressOf({ bytes, isIPv4Text, hasLeadingZeros }: Parsed): Address {
  const isIPv4 = isMappedIPv4(bytes);
  const own = isIPv4 ? bytes.slice(12) : bytes;
  const [first = 0, second = 0, third = 0] = own;
  return {
    family: isIPv4 ? 4 : 6,
    isUnspecified: own.every((byte) => byte === 0),
    isLoopback: isIPv4 ? first === 127 : own.every((byte, index) => byte === (index === 15 ? 1 : 0)),
    isLinkLocal: isIPv4 ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80,
    isLinkLocalMulticast: isIPv4
      ? first === 224 && second === 0 && third === 0
      : first === 0xff && (second & 0x0f) === 0x02,
    isMapped: isIPv4 && !isIPv4Text,
    hasLeadingZeros,
    canonical: canonicalOf(bytes),
  };
}

function parse(text: string): Parsed | undefined {
  const isIPv4Text = /[.:]/.exec(text)?.[0] === ".";
  const bytes = isIPv4Text ? parseIPv4(text) : parseIPv6(text);
  if (!bytes) return undefined;
  const hasLeadingZeros = text
    .split(":")
    .some((part) => (part.includes(".") ? /(?:^|\.)0[0-9]/.test(part) : part.length > 4));
  return { bytes: isIPv4Text ? [...MAPPED, ...bytes] : bytes, isIPv4Text, hasLeadingZeros };
}

const MAPPED: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

function isMappedIPv4(bytes: readonly number[]): boolean {
  return MAPPED.every((byte, index) => byte === bytes[index]);
}

function parseIPv4(text: string): number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]+$/.test(part))) return undefined;
  const bytes = parts.map(decimal);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/** Up to eight groups of hex digits; `::` stands for one zero group or more, and the last two may be written as IPv4. */
function parseIPv6(text: string): number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, index) => groupsOf(half, index === halves.length - 1));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 2 : missing !== 0) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])];
}

/** The bytes of groups that stand between colons; undefined for what is none. */
function groupsOf(text: string, isLast: boolean): number[] | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes = groups.map((group, index) => {
    if (group.includes(".")) return isLast && index === groups.length - 1 ? parseIPv4(group) : undefined;
    const digits = /^0*([0-9a-f]{1,4})$/i.exec(group)?.[1];
    return digits === undefined ? undefined : hexBytes(digits);
  });
  return bytes.some((pair) => pair === undefined) ? undefined : bytes.flatMap((pair) => pair ?? []);
}

const HEX = "0123456789abcdef";

/** The two bytes of up to four hex digits. */
function hexBytes(digits: string): number[] {
  const value = [...digits.toLowerCase()].reduce((sum, digit) => sum * 16 + HEX.indexOf(digit), 0);
  return [value >> 8, value & 0xff];
}

/** The value of decimal digits; what is far too big only has to stay so. */
function decimal(digits: string): number {
  return [...digits].reduce((sum, digit) => Math.min(sum * 10 + HEX.indexOf(digit), 10_000), 0);
}

/** The bytes with everything behind the first `length` bits cleared. */
function masked(bytes: readonly number[], length: number): number[] {
  return bytes.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, length - index * 8))) & 0xff);
}

/** As Go writes an address: IPv4 with dots, IPv6 with the first longest run of two or more zero groups left out. */
function canonicalOf(bytes: readonly number[]): string {
  if (isMappedIPv4(bytes)) return bytes.slice(12).join(".");
  const groups = Array.from({ length: 8 }, (_, index) => (bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0));
  const texts = groups.map((group) => group.toString(16));
  const runs = groups.map((_, index) => {
    const end = groups.findIndex((group, at) => at >= index && group !== 0);
    return (end < 0 ? 8 : end) - index;
  });
  const longest = Math.max(...runs);
  if (longest < 2) return texts.join(":");
  const from = runs.indexOf(longest);
  return `${texts.slice(0, from).join(":")}::${texts.slice(from + longest).join(":")}`;
}
