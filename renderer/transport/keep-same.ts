/**
 * The newer of two answers, with everything in it that says the same as before being what it was before: who compares by identity then sees what changed.
 * @param before of any shape
 * @param now as it came from main: what JSON can say, as deep as the contract has it
 */
export function keepSame<T>(before: unknown, now: T): T {
  if (typeof before !== 'object' || typeof now !== 'object' || before === null || now === null) return now;
  if (Array.isArray(before) !== Array.isArray(now)) return now;
  const was = before as Record<string, unknown>;
  const is = now as Record<string, unknown>;
  const names = Object.keys(is);
  const kept: Record<string, unknown> = {};
  let same = names.length === Object.keys(was).length;
  for (const name of names) {
    kept[name] = keepSame(was[name], is[name]);
    if (kept[name] !== was[name]) same = false;
  }
  if (same) return before as T;
  return (Array.isArray(now) ? Object.values(kept) : kept) as T;
}
