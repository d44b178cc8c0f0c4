/** YAML is written line by line; nesting is indentation. */
export type Lines = readonly string[];

export function indented(lines: Lines, columns: number): string[] {
  const margin = " ".repeat(columns);
  return lines.map((line) => (line === "" ? line : margin + line));
}

/** The lines as an item of a list. */
export function item(lines: Lines): string[] {
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

export function section(lines: Lines): string {
  return `${lines.join("\n")}\n`;
}

/** A stream of several documents. */
export function stream(sections: readonly string[]): string {
  return sections.join("---\n");
}

/** Adds `parts` until the text has `size` characters: how a short manifest becomes a long one of the same shape. */
export function grownTo(size: number, start: Lines, part: () => Lines): string[] {
  const lines = [...start];
  let length = lines.reduce((sum, line) => sum + line.length + 1, 0);
  while (length < size) {
    const more = part();
    lines.push(...more);
    length += more.reduce((sum, line) => sum + line.length + 1, 0);
  }
  return lines;
}
