import {
  type FixEnvironment,
  type OfferedFix,
  offeredFixes,
  refactoringsAt,
} from "../../server/src/core/features/code-actions.ts";
import { FIXES } from "../../server/src/core/fixes/registry.generated.ts";
import { parseSections } from "../../server/src/core/kubernetes/document.ts";
import type { Workspace } from "../../server/src/core/workspace/workspace.ts";
import { entryOf } from "../../server/src/core/yaml/node.ts";

/** The kinds of refactorings that change how pods are reached, or what runs them. */
const KINDS: readonly (string | undefined)[] = ["expose", "controller", "service-type"];

export const CONVERSIONS = new Map(
  FIXES.filter(({ refactoring }) => KINDS.includes(refactoring?.kind)).map((fix) => [fix.id, fix] as const),
);

/** A conversion that somebody could pick, and where. */
export interface Offer extends OfferedFix {
  readonly uri: string;
}

/** A conversion that is shown with a reason why it cannot be made. */
export interface RefusedOffer {
  readonly uri: string;
  readonly fix: string;
  readonly reason: string;
}

/** All conversions of a workspace: at its findings, and at the kind of each of its objects. */
export function conversionsIn(
  workspace: Workspace,
  texts: ReadonlyMap<string, string>,
): { readonly offers: readonly Offer[]; readonly refused: readonly RefusedOffer[] } {
  const offers = new Map<string, Offer>();
  const refused: RefusedOffer[] = [];
  for (const [uri, text] of texts) {
    const environment: FixEnvironment = {
      uri,
      text,
      workspace,
      fixes: CONVERSIONS,
      textOf: (other) => texts.get(other),
    };
    // The same change may be offered at several places.
    const add = ({ call, title, change }: OfferedFix): void => {
      offers.set(JSON.stringify([uri, call.fix, change]), { uri, call, title, change });
    };
    for (const finding of workspace.findings(uri)) offeredFixes(environment, finding).forEach(add);
    for (const at of kindsIn(text))
      for (const { call, title, result } of refactoringsAt(environment, at)) {
        if ("change" in result) add({ call, title, change: result.change });
        else refused.push({ uri, fix: `${call.fix} ${call.arg}`.trim(), reason: result.refused });
      }
  }
  return { offers: [...offers.values()], refused };
}

/** Where the objects of a file say what they are. */
function kindsIn(text: string): { readonly start: number; readonly end: number }[] {
  if (!/["']?kind["']?\s*:/.test(text)) return [];
  return parseSections(text).flatMap(({ start, resources }) =>
    resources.flatMap(({ root }) => {
      const kind = entryOf(root, "kind")?.value;
      return kind ? [{ start: start + kind.start, end: start + kind.end }] : [];
    }),
  );
}
