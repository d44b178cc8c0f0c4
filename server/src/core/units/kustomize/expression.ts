/** Whether a regular expression of a kustomization fits a text. One that could take long fits nothing: see `isTried`. */
export function matchesExpression(expression: string, text: string, where: "whole" | "anywhere"): boolean {
  if (/^[\w-]*$/.test(expression)) return where === "whole" ? expression === text : text.includes(expression);
  if (!isTried(expression)) return false;
  try {
    return new RegExp(where === "whole" ? `^(?:${expression})$` : expression).test(text);
  } catch {
    return false;
  }
}

/** Whether an expression cannot take long: no repetition of a group, not many of anything, no unusual length. */
export function isTried(expression: string): boolean {
  return (
    expression.length <= 200 &&
    !/\)[*+{]|[*+}]\s*[*+{]/.test(expression) &&
    (expression.match(/[*+{]/g) ?? []).length <= 4
  );
}
