import { PAGES, rulePageAddress } from "../rules/pages.ts";
import { RULES } from "../rules/registry.generated.ts";

const RULE_PAGES = new Set(RULES.map(({ id }) => id));

/** The page about a finding: its rule's; of what is no rule (suppressions, limits, the configuration) the page on configuration. */
export function findingPageAddress(rule: string): string {
  return RULE_PAGES.has(rule) ? rulePageAddress(rule) : `${PAGES}/configuration.md`;
}
