export const DEEP_LINK_SCHEME = 'willwatch';
/** Windows hands over at most some 2,000 characters; whatever is longer was not made by us. */
const MAX_CHARACTERS = 2_000;

/**
 * The device that a `willwatch://device/<id>` address names: a key (`<connection>/<id>`) or an id alone, URL-encoded.
 * Anybody can make such an address, so whatever is not exactly one is null.
 */
export function readDeepLink(text: string): string | null {
  if (text.length > MAX_CHARACTERS) return null;
  const url = URL.parse(text);
  if (url === null || url.protocol !== `${DEEP_LINK_SCHEME}:` || url.host !== 'device') return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  const segments = url.pathname.replace(/\/$/, '').split('/').slice(1);
  const [segment = ''] = segments;
  if (segments.length !== 1 || segment === '') return null;
  try {
    const id = decodeURIComponent(segment);
    return /\p{Cc}/u.test(id) ? null : id;
  } catch {
    return null;
  }
}
