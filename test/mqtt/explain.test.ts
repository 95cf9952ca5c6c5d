import { describe, expect, it } from 'vitest';
import { explain, explainClose, explainSuback, type Phase } from '../../main/mqtt/explain.ts';

function coded(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

const dates = { validFrom: 'Jan  1 00:00:00 2030 GMT', validTo: 'Mar  3 00:00:00 2020 GMT' };

describe('an error becomes a reason', () => {
  it.each<[unknown, Phase, string, string | null]>([
    [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'securing', 'tls-untrusted', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [coded('SELF_SIGNED_CERT_IN_CHAIN'), 'securing', 'tls-untrusted', 'SELF_SIGNED_CERT_IN_CHAIN'],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'securing', 'tls-untrusted', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [coded('CERT_HAS_EXPIRED'), 'securing', 'tls-expired', dates.validTo],
    [coded('CERT_NOT_YET_VALID'), 'securing', 'tls-not-yet-valid', dates.validFrom],
    [
      coded('ERR_TLS_CERT_ALTNAME_INVALID', "Host: a. is not in the cert's altnames: DNS:b"),
      'securing',
      'tls-wrong-host',
      "Host: a. is not in the cert's altnames: DNS:b",
    ],
    [
      coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      'connecting',
      'tls-client-certificate',
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    ],
    [
      coded('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE'),
      'connecting',
      'tls-client-certificate',
      'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
    ],
    [
      coded('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'),
      'connecting',
      'tls-client-certificate',
      'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
    ],
    [coded('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), 'connecting', 'tls-client-certificate', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'],
    [coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'securing', 'tls-failed', 'ERR_SSL_WRONG_VERSION_NUMBER'],
    [coded('EPROTO'), 'securing', 'tls-failed', 'EPROTO'],
    [
      coded('ECONNRESET', 'Client network socket disconnected before secure TLS connection was established'),
      'securing',
      'tls-failed',
      'Client network socket disconnected before secure TLS connection was established',
    ],
    [coded('ENOTFOUND'), 'dialling', 'name-not-found', 'broker.example'],
    [coded('EAI_AGAIN'), 'dialling', 'name-not-found', 'broker.example'],
    [coded('ECONNREFUSED'), 'dialling', 'refused', 'ECONNREFUSED'],
    [new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]), 'dialling', 'refused', 'ECONNREFUSED'],
    [coded('EHOSTUNREACH'), 'dialling', 'unreachable', 'EHOSTUNREACH'],
    [coded('ENETUNREACH'), 'dialling', 'unreachable', 'ENETUNREACH'],
    [coded('ECONNRESET'), 'connected', 'reset', 'ECONNRESET'],
    [coded('EPIPE'), 'connected', 'reset', 'EPIPE'],
    [coded('ETIMEDOUT'), 'dialling', 'timeout', 'ETIMEDOUT'],
    [new Error('connack timeout'), 'connecting', 'timeout', 'connack timeout'],
    [new Error('Keepalive timeout'), 'connected', 'keep-alive', null],
    [new Error('Unexpected server response: 404'), 'connecting', 'websocket-refused', 'HTTP 404'],
    [new Error('Invalid Sec-WebSocket-Accept header'), 'connecting', 'websocket-refused', 'Invalid Sec-WebSocket-Accept header'],
    [coded('HPE_INVALID_CONSTANT'), 'connecting', 'websocket-refused', 'not HTTP: HPE_INVALID_CONSTANT'],
    [
      new Error('Invalid header flag bits, must be 0x0 for puback packet'),
      'connecting',
      'not-mqtt',
      'Invalid header flag bits, must be 0x0 for puback packet',
    ],
    [new Error('Cannot parse topic'), 'connected', 'protocol-error', 'Cannot parse topic'],
    [new Error('Not supported'), 'connecting', 'not-mqtt', 'Not supported'],
    [new Error('Protocol error: duplicate CONNACK'), 'connected', 'protocol-error', 'Protocol error: duplicate CONNACK'],
    ['a string', 'connected', 'unknown', 'a string'],
    [undefined, 'connected', 'unknown', 'undefined'],
    [coded('EWEIRD', 'odd'), 'connected', 'unknown', 'EWEIRD: odd'],
  ])('%s while %s: %s', (error, phase, code, detail) => {
    expect(explain(error, { phase, host: 'broker.example', certificateDates: dates })).toEqual({ code, detail });
  });

  it.each([
    [1, 'version-not-supported'],
    [2, 'bad-client-id'],
    [3, 'server-unavailable'],
    [4, 'bad-credentials'],
    [5, 'not-authorised'],
    [132, 'version-not-supported'],
    [133, 'bad-client-id'],
    [134, 'bad-credentials'],
    [135, 'not-authorised'],
    [136, 'server-unavailable'],
    [137, 'server-unavailable'],
    [138, 'not-authorised'],
    [139, 'server-unavailable'],
    [140, 'bad-credentials'],
    [141, 'keep-alive'],
    [142, 'taken-over'],
    [144, 'protocol-error'],
    [151, 'quota'],
    [152, 'kicked'],
    [155, 'protocol-error'],
    [159, 'quota'],
    [200, 'unknown'],
  ])('CONNACK or DISCONNECT code %i: %s', (code, expected) => {
    expect(explain({ code }, { phase: 'connecting' })).toEqual({
      code: expected,
      detail: expect.stringMatching(new RegExp(`^0x${code.toString(16).padStart(2, '0')}`)),
    });
  });

  it('a close without a word is told by how far the connection had come', () => {
    expect(explainClose({ phase: 'dialling' }).code).toBe('reset');
    expect(explainClose({ phase: 'securing' }).code).toBe('tls-failed');
    expect(explainClose({ phase: 'connecting' })).toEqual({ code: 'closed-by-broker', detail: 'before CONNACK' });
    expect(explainClose({ phase: 'connected' })).toEqual({ code: 'closed-by-broker', detail: null });
  });

  it('a refused filter is told with the code', () => {
    expect(explainSuback(0x80)).toEqual({ code: 'subscribe-refused', detail: '0x80 Failure' });
    expect(explainSuback(0x87)).toEqual({ code: 'not-authorised', detail: '0x87 Not authorized' });
    expect(explainSuback(0x97)).toEqual({ code: 'quota', detail: '0x97 Quota exceeded' });
    expect(explainSuback(0x83)).toEqual({ code: 'subscribe-refused', detail: '0x83 Implementation specific error' });
  });
});
