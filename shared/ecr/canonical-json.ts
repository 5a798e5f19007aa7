/** JSON with the keys of every object in order: equal texts for equal values, whoever wrote them. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [two]) => (one < two ? -1 : 1)))
      : each,
  );
}

/** Whether two JSON texts say the same; what is no JSON is compared as text. */
export function sameJson(one: string, two: string): boolean {
  return one === two || canonicalJson(parsed(one)) === canonicalJson(parsed(two));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
