import { parseAddress, parsePrefix } from "./addresses.ts";

/** What the API server warns of in an address that it accepts, without the field path in front, and the form that it likes. */
export interface FormWarning {
  readonly text: string;
  readonly instead: string;
}

/**
 * The warning about an address in a form in which other software may read something else, or not recognise it.
 * Undefined for a good one, and for what is no address.
 * Source: kubernetes apimachinery/pkg/util/validation/ip.go `GetWarningsForIP`.
 */
export function addressWarning(value: string): FormWarning | undefined {
  const address = parseAddress(value);
  if (!address || address.canonical === value) return undefined;
  const instead = address.canonical;
  return address.hasLeadingZeros || address.isMapped
    ? { text: `non-standard IP address "${value}" is invalid: use "${instead}"`, instead }
    : { text: `IPv6 address "${value}" should be in RFC 5952 canonical format ("${instead}")`, instead };
}

/** The warning about a range that strict validation lets pass. Source: the same file, `GetWarningsForCIDR`. */
export function rangeWarning(value: string): FormWarning | undefined {
  const prefix = parsePrefix(value);
  if (!prefix || prefix.network === value) return undefined;
  if (prefix.hasHostBits || prefix.hasLeadingZeros || prefix.address.isMapped) return undefined;
  const instead = prefix.network;
  return { text: `IPv6 CIDR value "${value}" should be in RFC 5952 canonical format ("${instead}")`, instead };
}
