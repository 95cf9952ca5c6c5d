/** A page of the window and what its address says. */
export type Route =
  | { readonly page: 'devices' }
  | { readonly page: 'device'; readonly key: string }
  | { readonly page: 'gateways' }
  | { readonly page: 'history' }
  /** By any outage of it. */
  | { readonly page: 'incident'; readonly outageId: number }
  | { readonly page: 'rules' }
  | { readonly page: 'rule'; readonly id: string }
  | { readonly page: 'live' }
  | { readonly page: 'report' }
  | { readonly page: 'rehearsal' }
  | { readonly page: 'settings' }
  | { readonly page: 'not-found' };

/** Where the maintenance windows stand. */
export const MAINTENANCE_ADDRESS = '/settings?part=maintenance';

/** The address of a device's page. Ids come from devices: a lone surrogate would make `encodeURIComponent` throw. */
export function deviceAddress(key: string): string {
  return `/devices/${encodeURIComponent(key.toWellFormed())}`;
}

/** The address of an incident's page. */
export const incidentAddress = (outageId: number): string => `/incidents/${outageId}`;

/** The address where a rule is written. */
export const ruleAddress = (id: string): string => `/rules/${encodeURIComponent(id.toWellFormed())}`;

/** The message that an address of a rule is about, as the notification of it has it; null: none. */
export function askedIn(search: string): number | null {
  const id = new URLSearchParams(search).get('message') ?? '';
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : null;
}

/** Reads an address. One that cannot be decoded is not found, never an exception. */
export function readRoute(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [first, second] = parts;
  if (parts.length === 0 || first === 'index.html') return { page: 'devices' };
  if (first === 'devices' && second !== undefined && parts.length >= 2) {
    // A slash in a key is written %2F, but some servers and chat programs decode it on the way.
    const key = decode(parts.slice(1).join('/'));
    return key === null ? { page: 'not-found' } : { page: 'device', key };
  }
  if (first === 'incidents' && parts.length === 2) {
    const outageId = /^[1-9]\d{0,15}$/.test(second ?? '') ? Number(second) : Number.NaN;
    return Number.isSafeInteger(outageId) ? { page: 'incident', outageId } : { page: 'not-found' };
  }
  if (first === 'rules' && second !== undefined && parts.length === 2) {
    const id = decode(second);
    return id === null ? { page: 'not-found' } : { page: 'rule', id };
  }
  if (parts.length > 1) return { page: 'not-found' };
  switch (first) {
    case 'devices':
    case 'gateways':
    case 'history':
    case 'rules':
    case 'live':
    case 'report':
    case 'rehearsal':
    case 'settings':
      return { page: first };
    default:
      return { page: 'not-found' };
  }
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
