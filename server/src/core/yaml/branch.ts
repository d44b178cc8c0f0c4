import type { Branch } from "./node.ts";

/** Whether both are the same branch; none is a branch of its own. */
export function sameBranch(a: Branch | undefined, b: Branch | undefined): boolean {
  return a === b || (a?.length === b?.length && (a ?? []).every((step, index) => step === b?.[index]));
}

/** The innermost branch that holds both. */
export function commonBranch(a: Branch | undefined, b: Branch | undefined): Branch | undefined {
  if (!a || !b) return undefined;
  let length = 0;
  while (length < a.length && a[length] === b[length] && a[length + 1] === b[length + 1]) length += 2;
  return length === 0 ? undefined : a.slice(0, length);
}

/** Whether things in these two branches are there together whenever one of them is: one branch holds the other. */
export function standTogether(a: Branch | undefined, b: Branch | undefined): boolean {
  const common = commonBranch(a, b)?.length ?? 0;
  return common === (a?.length ?? 0) || common === (b?.length ?? 0);
}
