import type { LinkReason, LinkReasonCode } from '../contract/model.ts';
import { readReasonCode } from './reason-codes.ts';
import type { CertificateDates } from './transport.ts';

/** How far a connection had come when it failed. */
export type Phase = 'dialling' | 'securing' | 'connecting' | 'connected';

/** What is known beside the error itself. */
export interface Circumstances {
  readonly phase: Phase;
  readonly certificateDates?: CertificateDates | null;
  readonly host?: string;
  /** The WebSocket was signed by SigV4. */
  readonly signed?: boolean;
}

const systemCodes: Readonly<Record<string, LinkReasonCode>> = {
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_NODATA: 'name-not-found',
  EAI_NONAME: 'name-not-found',
  EAI_FAIL: 'name-not-found',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  ERR_SOCKET_CONNECTION_TIMEOUT: 'timeout',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  HOSTNAME_MISMATCH: 'tls-wrong-host',
  IP_ADDRESS_MISMATCH: 'tls-wrong-host',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  CERT_UNTRUSTED: 'tls-untrusted',
  CERT_REVOKED: 'tls-untrusted',
  CERT_REJECTED: 'tls-untrusted',
  CERT_SIGNATURE_FAILURE: 'tls-untrusted',
  CERT_CHAIN_TOO_LONG: 'tls-untrusted',
  PATH_LENGTH_EXCEEDED: 'tls-untrusted',
  INVALID_CA: 'tls-untrusted',
  INVALID_PURPOSE: 'tls-untrusted',
};

/** MQTT.js and its parser say these without a code; `not-mqtt` before a CONNACK, `protocol-error` after it. */
const unparsable =
  /unparsable packet|^Cannot parse|^Invalid |^Malformed |^Packet |^Not supported|must be set to|must not have both|must be 0|Unknown property|header flag/i;

/** A refused or lost connection as a reason a person can be told. Never throws, whatever it is given. */
export function explain(error: unknown, circumstances: Circumstances): LinkReason {
  const first = unfold(error);
  const code = property(first, 'code');
  const message = first instanceof Error ? first.message : String(first);
  if (typeof code === 'number') {
    const read = readReasonCode(code);
    return { code: read.code, detail: read.text };
  }
  if (code === undefined && /keepalive timeout/i.test(message)) return { code: 'keep-alive', detail: null };
  if (/connack timeout|handshake has timed out|^timed? ?out/i.test(message)) return { code: 'timeout', detail: message };
  const status = /^Unexpected server response: (\d+)/.exec(message);
  if (status)
    return {
      code: circumstances.signed && status[1] === '403' ? 'aws-refused' : 'websocket-refused',
      detail: `HTTP ${status[1]}`,
    };
  if (/sec-websocket|Invalid Upgrade header|subprotocol/i.test(message)) return { code: 'websocket-refused', detail: message };
  if (typeof code === 'string') return explainSystem(code, message, circumstances);
  if (/websocket was closed before/i.test(message)) return { code: 'websocket-refused', detail: message };
  if (unparsable.test(message))
    return { code: circumstances.phase === 'connected' ? 'protocol-error' : 'not-mqtt', detail: message };
  if (/^Protocol error/i.test(message)) return { code: 'protocol-error', detail: message };
  return { code: 'unknown', detail: message || null };
}

/** The broker closed the socket and said nothing. */
export function explainClose(circumstances: Circumstances): LinkReason {
  if (circumstances.phase === 'dialling') return { code: 'reset', detail: null };
  if (circumstances.phase === 'securing') return { code: 'tls-failed', detail: 'closed during the TLS handshake' };
  return { code: 'closed-by-broker', detail: circumstances.phase === 'connecting' ? 'before CONNACK' : null };
}

/** A SUBACK code of 128 and above. MQTT 3.1.1 knows only 128, which says no more than "Failure". */
export function explainSuback(code: number): LinkReason {
  const read = readReasonCode(code);
  return { code: read.code === 'unknown' ? 'subscribe-refused' : read.code, detail: code === 0x80 ? '0x80 Failure' : read.text };
}

function explainSystem(code: string, message: string, { phase, certificateDates, host }: Circumstances): LinkReason {
  if (code === 'CERT_HAS_EXPIRED') return { code: 'tls-expired', detail: certificateDates?.validTo ?? code };
  if (code === 'CERT_NOT_YET_VALID') return { code: 'tls-not-yet-valid', detail: certificateDates?.validFrom ?? code };
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return { code: 'tls-wrong-host', detail: message };
  // Alerts 42 to 46, 48 and 116 (RFC 8446, 6.2): the broker objects to our certificate, or to its absence.
  if (
    /ALERT_(NO_|BAD_|UNSUPPORTED_|REVOKED_|EXPIRED_|UNKNOWN_)?CERTIFICATE|CERTIFICATE_(REQUIRED|REVOKED|EXPIRED|UNKNOWN)|ALERT_UNKNOWN_CA/.test(
      code,
    )
  ) {
    return { code: 'tls-client-certificate', detail: code };
  }
  if (/^ERR_(OSSL|SSL|TLS)_/.test(code) || code === 'EPROTO') return { code: 'tls-failed', detail: code };
  if (code === 'ECONNRESET' && /before secure TLS connection/.test(message)) return { code: 'tls-failed', detail: message };
  if (/^HPE_/.test(code)) return { code: 'websocket-refused', detail: `not HTTP: ${code}` };
  if (/^WS_ERR_/.test(code)) return { code: 'protocol-error', detail: code };
  const known = systemCodes[code];
  if (known === 'name-not-found') return { code: known, detail: host ?? code };
  if (known === 'reset' && phase === 'securing') return { code: 'tls-failed', detail: code };
  return known ? { code: known, detail: code } : { code: 'unknown', detail: `${code}: ${message}` };
}

/** Node tries every address of a name and wraps what went wrong with each. */
function unfold(error: unknown): unknown {
  return error instanceof AggregateError && error.errors.length > 0 ? unfold(error.errors[0]) : error;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
