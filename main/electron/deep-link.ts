export const DEEP_LINK_SCHEME = 'willwatch';
/** Windows hands over at most some 2,000 characters; whatever is longer was not made by us. */
const MAX_CHARACTERS = 2_000;

/** What an address of ours names: a device by its key (`<connection>/<id>`) or its id alone, or an incident by its root outage. */
export type DeepLink =
  | { readonly kind: 'device'; readonly id: string }
  | { readonly kind: 'incident'; readonly outageId: number };

/**
 * Reads `willwatch://device/<key or id>` and `willwatch://incident/<outage>`, URL-encoded.
 * Anybody can make such an address, so whatever is not exactly one is null.
 */
export function readDeepLink(text: string): DeepLink | null {
  if (text.length > MAX_CHARACTERS) return null;
  const url = URL.parse(text);
  if (url === null || url.protocol !== `${DEEP_LINK_SCHEME}:`) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  const segments = url.pathname.replace(/\/$/, '').split('/').slice(1);
  const id = segments.length === 1 ? decode(segments[0] ?? '') : null;
  if (id === null) return null;
  switch (url.host.toLowerCase()) {
    case 'device':
      return { kind: 'device', id };
    case 'incident': {
      const outageId = /^[1-9]\d*$/.test(id) ? Number(id) : Number.NaN;
      return Number.isSafeInteger(outageId) ? { kind: 'incident', outageId } : null;
    }
    default:
      return null;
  }
}

function decode(segment: string): string | null {
  try {
    const id = decodeURIComponent(segment);
    return id === '' || /\p{Cc}/u.test(id) ? null : id;
  } catch {
    return null;
  }
}
