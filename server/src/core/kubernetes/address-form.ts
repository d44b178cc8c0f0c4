import { type Address, addressProblems, parseAddress, parsePrefix, prefixProblems } from "./addresses.ts";

/** What the API server warns of in an address that it accepts, without the field path in front, and the form that it likes. */
export interface FormWarning {
  readonly texts: readonly string[];
  readonly instead: string;
  /** The liked form says the same; else it is one of two things that may have been meant. */
  readonly sameMeaning: boolean;
}

/**
 * The warning about an address in a form in which other software may read something else, or not recognise it.
 * Undefined for a good one, and for what is no address.
 * Source: kubernetes apimachinery/pkg/util/validation/ip.go `GetWarningsForIP`.
 * @param minor the minor version of Kubernetes
 */
export function addressWarning(value: string, minor: number): FormWarning | undefined {
  const address = parseAddress(value);
  if (!address || address.canonical === value) return undefined;
  const instead = address.canonical;
  const text = isOldForm(address)
    ? nonStandard("IP address", value, instead, minor)
    : `IPv6 address "${value}" should be in RFC 5952 canonical format ("${instead}")`;
  return { texts: [text], instead, sameMeaning: true };
}

/** The same for a field that is validated strictly since 1.36: what is refused there is not warned of. */
export function strictAddressWarning(value: string, minor: number): FormWarning | undefined {
  return addressProblems(value, minor).length > 0 ? undefined : addressWarning(value, minor);
}

/** The warning about a range that validation lets pass. Source: the same file, `GetWarningsForCIDR`. */
export function rangeWarning(value: string, minor: number): FormWarning | undefined {
  const prefix = parsePrefix(value);
  if (!prefix || prefix.network === value || prefixProblems(value, minor).length > 0) return undefined;
  const { network: instead, hasHostBits, hasLeadingZeros, address } = prefix;
  // The server counts the bits of an IPv4 address that is written as IPv6 like those of any other.
  const single = `${address.canonical}/${value.includes(":") ? 128 : 32}`;
  const texts = [
    ...(hasHostBits
      ? [`CIDR value "${value}" is ambiguous in this context (should be "${instead}" or "${single}"?)`]
      : []),
    ...(hasLeadingZeros || address.isMapped ? [nonStandard("CIDR value", value, instead, minor)] : []),
  ];
  const canonical = `IPv6 CIDR value "${value}" should be in RFC 5952 canonical format ("${instead}")`;
  return { texts: texts.length > 0 ? texts : [canonical], instead, sameMeaning: !hasHostBits };
}

function isOldForm({ hasLeadingZeros, isMapped }: Address): boolean {
  return hasLeadingZeros || isMapped;
}

/** What is refused since 1.36 was announced before; where only a warning is left, it says that the form is invalid. */
function nonStandard(what: string, value: string, instead: string, minor: number): string {
  const verb = minor >= 36 ? "is invalid" : "will be considered invalid in a future Kubernetes release";
  return `non-standard ${what} "${value}" ${verb}: use "${instead}"`;
}
