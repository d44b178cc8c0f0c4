/** Where the pages stand once they are published; a command opens the copy that ships with the extension. */
export const PAGES = "https://github.com/portolan-dev/portolan/blob/main/docs";

export function rulePageAddress(id: string): string {
  return `${PAGES}/rules/${id}.md`;
}

export function fieldPageAddress(field: string): string {
  return `${PAGES}/fields/${field}.md`;
}

/** A row of the laboratory's tables. */
export function measuredAddress(anchor: string): string {
  return `${PAGES}/measured.md#${anchor}`;
}
