/** A 0-based line and a 0-based column in UTF-16 units: LSP's position. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Where the lines of a text begin; answers both ways between offsets and positions. */
export interface Lines {
  readonly count: number;
  /** The offset where a line starts; lines past the end start at the end of the text. */
  startOf(line: number): number;
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
}

/**
 * Indexes the line starts of a text. Line breaks are `\n`, `\r\n` and a lone `\r`, as in LSP.
 * @param text the whole text that offsets count from
 */
export function linesOf(text: string): Lines {
  const starts = startsOf(text);
  const startOf = (line: number): number => starts[line] ?? text.length;
  return {
    count: starts.length,
    startOf,
    positionAt(offset) {
      const at = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (startOf(middle) <= at) low = middle;
        else high = middle - 1;
      }
      return { line: low, character: at - startOf(low) };
    },
    offsetAt({ line, character }) {
      if (line < 0) return 0;
      return Math.min(startOf(line) + Math.max(0, character), startOf(line + 1));
    },
  };
}

function startsOf(text: string): Uint32Array {
  // Made anew with each key that is typed in a long file: a list of numbers would be several times as heavy.
  let starts = new Uint32Array(16 + (text.length >> 5));
  let count = 1;
  // Searching for one character is many times quicker than looking at each.
  let newline = text.indexOf("\n");
  let carriageReturn = text.indexOf("\r");
  while (newline >= 0 || carriageReturn >= 0) {
    const isNewline = carriageReturn < 0 || (newline >= 0 && newline < carriageReturn);
    const end = isNewline || newline === carriageReturn + 1 ? newline : carriageReturn;
    if (count === starts.length) starts = widened(starts);
    starts[count++] = end + 1;
    if (newline >= 0 && newline <= end) newline = text.indexOf("\n", end + 1);
    if (carriageReturn >= 0 && carriageReturn <= end) carriageReturn = text.indexOf("\r", end + 1);
  }
  return starts.subarray(0, count);
}

function widened(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const wide = new Uint32Array(numbers.length * 2);
  wide.set(numbers);
  return wide;
}

/** The offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset behind the last character of the line that holds `offset`, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  const end = newline < 0 ? text.length : newline;
  return end > offset && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

/** The column of `offset`: UTF-16 units since its line began. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** The line break that a text uses: that of its first line; `\n` where it has none. */
export function lineBreakOf(text: string): "\n" | "\r\n" {
  const newline = text.indexOf("\n");
  return newline > 0 && text.charCodeAt(newline - 1) === 13 ? "\r\n" : "\n";
}
