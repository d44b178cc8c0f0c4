import type { Finding } from "../workspace/finding.ts";

/** A manifest, or a part of one, that is shown to be copied where no edit can be made that is right. */
export interface Snippet {
  readonly title: string;
  readonly text: string;
  /** Whether a finding is about what it is for. */
  isFor(finding: Finding): boolean;
}
