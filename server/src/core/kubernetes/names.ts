/**
 * The API server's rules for names, with its words for what breaks them; several may apply at once, in this order.
 * Source: kubernetes apimachinery/pkg/util/validation/validation.go.
 */

/** A container port's name (IsValidPortName): also a string targetPort and a probe's named port. Not a Service port's. */
export function portNameProblems(name: string): string[] {
  return [
    ...(byteLength(name) > 15 ? [tooLong(15)] : []),
    ...(/^[-a-z0-9]+$/.test(name) ? [] : ["must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"]),
    ...(/[a-z]/.test(name) ? [] : ["must contain at least one letter (a-z)"]),
    ...(name.includes("--") ? ["must not contain consecutive hyphens"] : []),
    ...(/^-|-$/.test(name) ? ["must not begin or end with a hyphen"] : []),
  ];
}

/**
 * The nearest valid name for a port: lower case, hyphens for what is not allowed, cut to 15 characters, and with a number
 * behind it where `isTaken`. Undefined where nothing of the text is left.
 */
export function nearestPortName(text: string, isTaken: (name: string) => boolean): string | undefined {
  const words = wordsOf(text);
  const base = words === undefined || /[a-z]/.test(words) ? words : `port-${words}`;
  return base && numbered(base, 15, (name) => portNameProblems(name).length > 0 || isTaken(name));
}

/** The nearest valid name for a Service port: as {@link nearestPortName}, but of up to 63 characters and without need of a letter. */
export function nearestLabel(text: string, isTaken: (name: string) => boolean): string | undefined {
  const words = wordsOf(text);
  return words && numbered(words, 63, isTaken);
}

/** What is left of a text in lower case, letters, digits and single hyphens. */
function wordsOf(text: string): string | undefined {
  return text
    .toLowerCase()
    .match(/[a-z0-9]+/g)
    ?.join("-");
}

/** The base cut to `length`, with the first number behind it that makes it free. */
function numbered(base: string, length: number, isTaken: (name: string) => boolean): string | undefined {
  for (let count = 1; count < 100; count++) {
    const end = count === 1 ? "" : `-${count}`;
    const name = base.slice(0, length - end.length).replace(/-+$/, "") + end;
    if (!isTaken(name)) return name;
  }
  return undefined;
}

/** A name for a port whose own name another one has: told apart by the protocol where the two differ in it, else by a number. */
export function distinctPortName(
  name: string,
  protocol: string | undefined,
  otherProtocol: string | undefined,
  isTaken: (name: string) => boolean,
): string | undefined {
  if (protocol === undefined || protocol === otherProtocol) return nearestPortName(name, isTaken);
  return nearestPortName(`${name.slice(0, 14 - protocol.length)}-${protocol}`, isTaken);
}

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A DNS label (IsDNS1123Label): the name of a Service port. */
export function labelProblems(name: string): string[] {
  return [
    ...(byteLength(name) > 63 ? [tooLong(63)] : []),
    ...(LABEL.test(name)
      ? []
      : SUBDOMAIN.test(name)
        ? ["must not contain dots"]
        : [
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
          ]),
  ];
}

/** A DNS subdomain (IsDNS1123Subdomain): `externalName`. */
export function subdomainProblems(name: string): string[] {
  return [
    ...(byteLength(name) > 253 ? [tooLong(253)] : []),
    ...(SUBDOMAIN.test(name)
      ? []
      : [
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        ]),
  ];
}

/** A label's key (apimachinery/pkg/api/validate/content IsLabelKey): a name, or a DNS subdomain, a slash and a name. `loadBalancerClass` is one. */
export function qualifiedNameProblems(text: string): string[] {
  const form =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
  const parts = text.split("/");
  const [prefix, name = ""] = parts.length === 1 ? [undefined, text] : parts;
  if (parts.length > 2)
    return [`a valid label key ${form} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  return [
    ...(prefix === "" ? ["prefix part must be non-empty"] : []),
    ...(prefix ? subdomainProblems(prefix).map((problem) => `prefix part ${inBytes(problem)}`) : []),
    ...(name === "" ? ["name part must be non-empty"] : []),
    ...(byteLength(name) > 63 ? [`name part ${inBytes(tooLong(63))}`] : []),
    ...(/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name) ? [] : [`name part ${form}`]),
  ];
}

/** The newer of the server's two ways to say how long a text may be. */
function inBytes(problem: string): string {
  return problem.replace(/^(must be no more than \d+) characters$/, "$1 bytes");
}

/** Length in UTF-8, as Go's `len` counts it. */
function byteLength(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

function tooLong(length: number): string {
  return `must be no more than ${length} characters`;
}
