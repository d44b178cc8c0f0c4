/**
 * The API server's rules for names, with its words for what breaks them; several may apply at once, in this order.
 * Source: kubernetes apimachinery/pkg/util/validation/validation.go.
 */

/** A container port's name (IsValidPortName): also a string targetPort and a probe's named port. Not a Service port's. */
export function portNameProblems(name: string): string[] {
  return [
    ...(name.length > 15 ? [tooLong(15)] : []),
    ...(/^[-a-z0-9]+$/.test(name) ? [] : ["must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"]),
    ...(/[a-z]/.test(name) ? [] : ["must contain at least one letter (a-z)"]),
    ...(name.includes("--") ? ["must not contain consecutive hyphens"] : []),
    ...(/^-|-$/.test(name) ? ["must not begin or end with a hyphen"] : []),
  ];
}

/** A DNS label (IsDNS1123Label): the name of a Service port. */
export function labelProblems(name: string): string[] {
  return [
    ...(name.length > 63 ? [tooLong(63)] : []),
    ...(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)
      ? []
      : [
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
        ]),
  ];
}

/** A DNS subdomain (IsDNS1123Subdomain): `externalName`. */
export function subdomainProblems(name: string): string[] {
  return [
    ...(name.length > 253 ? [tooLong(253)] : []),
    ...(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)
      ? []
      : [
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ]),
  ];
}

function tooLong(length: number): string {
  return `must be no more than ${length} characters`;
}
