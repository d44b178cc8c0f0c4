import { resolveScalar } from "./scalar.ts";

/** What a fix writes: plain data in the order in which it is to be written. */
export type Content = string | number | boolean | readonly Content[] | { readonly [key: string]: Content };

/** A scalar that reads back as the same value, plain where it may be. */
export function writeScalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const isPlainSafe = /^[A-Za-z0-9_./][\w./:-]*$/.test(value) && !value.endsWith(":");
  const resolved = resolveScalar({ kind: "scalar", start: 0, end: 0, text: value, style: "plain" });
  return isPlainSafe && resolved.type === "string" ? value : JSON.stringify(value);
}

export interface WriteStyle {
  readonly column: number;
  readonly step: number;
  readonly indentsLists: boolean;
}

/** Writes content as block style lines without line breaks, each indented to `column`. Content is a map or a list. */
export function writeBlock(content: Content, style: WriteStyle): string[] {
  const indent = " ".repeat(style.column);
  if (isList(content)) return content.flatMap((item) => listItem(item, style, indent));
  if (typeof content !== "object") return [indent + writeScalar(content)];
  return Object.entries(content).flatMap(([key, value]) => {
    const name = writeScalar(key);
    if (typeof value !== "object") return [`${indent}${name}: ${writeScalar(value)}`];
    if (isEmpty(value)) return [`${indent}${name}: ${isList(value) ? "[]" : "{}"}`];
    const column = isList(value) && !style.indentsLists ? style.column : style.column + style.step;
    return [`${indent}${name}:`, ...writeBlock(value, { ...style, column })];
  });
}

function listItem(item: Content, style: WriteStyle, indent: string): string[] {
  if (typeof item !== "object") return [`${indent}- ${writeScalar(item)}`];
  if (isEmpty(item)) return [`${indent}- ${isList(item) ? "[]" : "{}"}`];
  const [first = "", ...rest] = writeBlock(item, { ...style, column: style.column + 2 });
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

/** Writes content in flow style on one line; as JSON where the text around it is. */
export function writeFlow(content: Content, isJson: boolean): string {
  if (isJson) return JSON.stringify(content);
  if (isList(content)) return `[${content.map((item) => writeFlow(item, false)).join(", ")}]`;
  if (typeof content !== "object") return writeScalar(content);
  return `{${Object.entries(content)
    .map(([key, value]) => `${writeScalar(key)}: ${writeFlow(value, false)}`)
    .join(", ")}}`;
}

function isList(content: Content): content is readonly Content[] {
  return Array.isArray(content);
}

function isEmpty(content: object): boolean {
  return Object.keys(content).length === 0;
}
