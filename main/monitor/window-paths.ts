/** The window's own addresses, as far as main leads there. */
export const devicePath = (key: string): string => `/devices/${encodeURIComponent(key.toWellFormed())}`;

/** An incident, by any outage of it. */
export const incidentPath = (outageId: number): string => `/incidents/${outageId}`;

/** A rule, and the message of which something is told. */
export const rulePath = (id: string, messageId: number | null): string =>
  `/rules/${encodeURIComponent(id.toWellFormed())}${messageId === null ? '' : `?message=${messageId}`}`;

export const DEVICES_PATH = '/devices';
export const HISTORY_PATH = '/history';

/** The list of what is down by itself. */
export const LOST_PATH = '/devices?state=abrupt,unspecified,silent';

/** The history of the days that touch a span of time, in this computer's zone. */
export function historyPath(began: number, ended: number): string {
  return `/history?from=${day(began)}&until=${day(ended)}`;
}

function day(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
