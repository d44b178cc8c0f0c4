import type { ServiceFacts, WorkloadFacts } from "../../facts/facts.ts";
import type { Member, UnitView } from "../../facts/unit-view.ts";
import type { CaseText, Placeholder } from "../../fields/card.ts";
import type { Exposure } from "../../fields/comparison.ts";
import { protocolOf } from "../../kubernetes/pod-spec.ts";
import type { Field } from "../../yaml/field.ts";
import type { HoveredField } from "./hovered-field.ts";
import { code, type Markdown, md, own } from "./markdown.ts";

/** What a hover says, before it is laid out. */
export interface Saying {
  /** The card's lines for this situation. */
  readonly text: CaseText;
  /** What the lines' placeholders stand for. One that is missing shows as its name. */
  readonly values: Readonly<Partial<Record<Placeholder, Markdown>>>;
  /** What is true of this manifest: a few short parts. */
  readonly here: readonly Markdown[];
  /** The column of the comparison that the manifest stands in; undefined for fields that are not compared. */
  readonly compared?: Exposure;
}

/** A field's object among everything that is deployed together with it. */
export interface WorkloadContext {
  readonly unit: UnitView;
  readonly member: Member<WorkloadFacts>;
}

export interface ServiceContext {
  readonly unit: UnitView;
  readonly member: Member<ServiceFacts>;
}

/** How much of a value is shown beside its field's name, for the line to stay one. */
const LONGEST_VALUE = 30;

/** The value as the first line has it: numbers and truth values as they are understood, everything else as it is written. */
export function valueText({ written, unknown }: HoveredField, field: Field<number | string | boolean>): Markdown {
  if (field.kind === "present" && typeof field.value === "number") return md`${field.value}`;
  if (field.kind === "present" && typeof field.value === "boolean") return own(`${field.value}`);
  if (field.kind === "present") return code(`${field.value}`, LONGEST_VALUE);
  return code(written === "" ? (unknown ? "…" : "null") : (written ?? "…"), LONGEST_VALUE);
}

/** That a template decides; nothing where the value is in the text. */
export function unknownPart({ unknown, conditional }: HoveredField): Markdown[] {
  if (unknown) return [own("the value is not known before it is rendered")];
  return conditional ? [own("only where the template's condition holds")] : [];
}

/** Whether the value is a port, or may be one when a template has been rendered. */
export function mayBePort({ unknown }: HoveredField, field: Field<number>): boolean {
  return field.kind === "present" ? field.value >= 1 && field.value <= 65535 : unknown;
}

/** Whether the field names no port: absent, null or 0. */
export function isUnset(field: Field<number>): boolean {
  return field.kind === "absent" || (field.kind === "present" && field.value === 0);
}

/** A number of a port, `*port*` where it is unknown. */
export function portText(field: Field<number>): Markdown {
  return field.kind === "present" ? md`${field.value}` : own("*port*");
}

const PROTOCOLS = ["TCP", "UDP", "SCTP"];

export function isProtocol(text: string): boolean {
  return PROTOCOLS.includes(text);
}

/** The protocol of a port with its default: one of the three, `*protocol*` for everything else. */
export function protocolText(port: { readonly protocol: Field<string> }): Markdown {
  const protocol = protocolOf(port);
  return own(protocol !== undefined && isProtocol(protocol) ? protocol : "*protocol*");
}

/** A port with its protocol: `80/TCP`. */
export function portAndProtocol(field: Field<number>, port: { readonly protocol: Field<string> }): Markdown {
  return md`${portText(field)}/${protocolText(port)}`;
}
