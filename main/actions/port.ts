import type { MailSettings } from '../contract/rules.ts';

/** Why an action was not done. `detail`: a status, a host, the other side's own words. */
export interface ActionFault {
  readonly code:
    | 'unreachable'
    | 'unknown-host'
    | 'timeout'
    | 'not-trusted'
    | 'private-address'
    | 'redirected'
    | 'status'
    | 'refused'
    | 'busy'
    | 'sign-in'
    | 'no-secret'
    | 'no-credentials'
    | 'no-mail-server'
    | 'no-connection'
    | 'not-connected'
    | 'unacknowledged'
    | 'too-many-hops'
    | 'not-shown'
    | 'stopped';
  readonly detail: string | null;
}

/**
 * What became of an action. `again`: not done, and worth another try. `refused`: not done, and the same would come of another try.
 * `silent`: nobody was to be told now; the reason is a sentence.
 */
export type Performed =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'again' | 'refused'; readonly fault: ActionFault }
  | { readonly outcome: 'silent'; readonly reason: string };

export const DONE: Performed = { outcome: 'done' };
export const again = (code: ActionFault['code'], detail: string | null = null): Performed => ({
  outcome: 'again',
  fault: { code, detail },
});
export const refused = (code: ActionFault['code'], detail: string | null = null): Performed => ({
  outcome: 'refused',
  fault: { code, detail },
});

/** What the program says of itself to a server. */
export const USER_AGENT = 'Willwatch';

/** A mail server and its password. */
export interface MailAccess extends MailSettings {
  readonly password: string | null;
}

/** The code of an error of Node's or of a library's; empty where it has none. */
export function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

const UNTRUSTED =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/;

/** What an error of a socket means. Everything but a name that does not exist may be over in a while, a certificate too. */
export function socketFault(error: unknown, host: string): Performed {
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EDNS') return again('unknown-host', host);
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT' || code === 'ABORT_ERR') return again('timeout', host);
  if (UNTRUSTED.test(code)) return again('not-trusted', code);
  return again('unreachable', code === '' ? messageOf(error) : code);
}

/** At most a line of it: other people's servers speak here. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 200);
