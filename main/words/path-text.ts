const MOST_NAMED = 24;

/** A way from one device to another; of a long one its beginning and its end, and none where there were too many to follow. */
export function pathText(ids: readonly string[]): string {
  if (ids.length === 0) return '…';
  const named = ids.length <= MOST_NAMED ? ids : [...ids.slice(0, MOST_NAMED / 2), '…', ...ids.slice(1 - MOST_NAMED / 2)];
  return named.join(' → ');
}
