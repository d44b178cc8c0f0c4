import { RULES } from "../rules/registry.generated.ts";
import { SUPPRESSION_WITHOUT_REASON, UNUSED_SUPPRESSION } from "./apply-suppressions.ts";

/** Everything that a severity can be set for: the rules, and what is said of suppressions. */
export const RULE_IDS: readonly string[] = [
  ...RULES.map(({ id }) => id),
  UNUSED_SUPPRESSION,
  SUPPRESSION_WITHOUT_REASON,
];
