import type { Work } from '../rules/render-action.ts';
import { textOf } from '../rules/text-of.ts';
import { again, codeOf, DONE, type MailAccess, messageOf, type Performed, refused, socketFault } from './port.ts';

/** Nobody's absence is to answer it. @see RFC 3834, 5 */
const AUTOMATIC = { 'Auto-Submitted': 'auto-generated' };
const TIMEOUT_MS = 20_000;
/** For the whole letter: a server that trickles on is never silent. */
const LIMIT_MS = 120_000;

/** A text that goes by mail. */
export interface Letter {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** The letter of an e-mail action: what the statement selected, where the action says no text of its own. */
export function letterOf({ to, subject, body }: Work & { readonly kind: 'email' }, payload: Uint8Array | null): Letter {
  return { to, subject, text: payload === null ? body : (textOf(payload) ?? '') };
}

/**
 * Hands a letter to the mail server. Done means that the server took it for at least one of its readers.
 * @see RFC 5321, 4.2.1
 */
export async function sendMail(letter: Letter, mail: MailAccess, signal: AbortSignal, limitMs = LIMIT_MS): Promise<Performed> {
  const { host, port, security, user, from, password } = mail;
  if (host === '') return again('no-mail-server');
  if (user !== '' && password === null) return again('no-secret', user);
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    // Without it a man in the middle takes STARTTLS out of the greeting, and the password goes in the open.
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user !== '' && password !== null && { auth: { user, pass: password } }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    dnsTimeout: TIMEOUT_MS,
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const limit = AbortSignal.timeout(limitMs);
  const { to, subject, text } = letter;
  try {
    const ends = AbortSignal.any([signal, limit]);
    await transport.sendMail({ from, to: [...to], subject, text, headers: AUTOMATIC, signal: ends });
    return DONE;
  } catch (error) {
    if (signal.aborted) return again('stopped');
    return limit.aborted ? again('timeout', host) : faultOf(error, host);
  } finally {
    transport.close();
  }
}

function faultOf(error: unknown, host: string): Performed {
  const { responseCode, response } = error as { readonly responseCode?: number; readonly response?: string };
  const said = response === undefined ? messageOf(error) : messageOf(response);
  switch (codeOf(error)) {
    case 'EAUTH':
    case 'ENOAUTH':
    case 'EOAUTH2':
      return again('sign-in', said);
    case 'ETLS':
      return again('not-trusted', said);
    case 'EENVELOPE':
    case 'EMESSAGE':
    case 'ESTREAM':
      // 4xx is about now, everything else about this letter.
      return responseCode !== undefined && responseCode < 500 ? again('busy', said) : refused('refused', said);
    case 'ESOCKET':
    case 'ECONNECTION': {
      // Node's own word stands behind nodemailer's.
      const { originalCode } = error as { readonly originalCode?: string };
      return socketFault(Object.assign(new Error(messageOf(error)), { code: originalCode ?? '' }), host);
    }
    case 'EPROTOCOL':
      return again('busy', said);
    default:
      return responseCode !== undefined && responseCode >= 500 ? refused('refused', said) : socketFault(error, host);
  }
}
