import type { LinkReasonCode } from '../contract/model.ts';

interface Meaning {
  readonly code: LinkReasonCode;
  /** The specification's own name. */
  readonly name: string;
}

/** CONNACK return codes of MQTT 3.1.1 (table 3.1) and the reason codes of MQTT 5 (2.4) that CONNACK, SUBACK and DISCONNECT may carry. */
const meanings: Readonly<Record<number, Meaning>> = {
  1: { code: 'version-not-supported', name: 'unacceptable protocol version' },
  2: { code: 'bad-client-id', name: 'identifier rejected' },
  3: { code: 'server-unavailable', name: 'Server unavailable' },
  4: { code: 'bad-credentials', name: 'bad user name or password' },
  5: { code: 'not-authorised', name: 'not authorized' },
  128: { code: 'unknown', name: 'Unspecified error' },
  129: { code: 'protocol-error', name: 'Malformed Packet' },
  130: { code: 'protocol-error', name: 'Protocol Error' },
  131: { code: 'unknown', name: 'Implementation specific error' },
  132: { code: 'version-not-supported', name: 'Unsupported Protocol Version' },
  133: { code: 'bad-client-id', name: 'Client Identifier not valid' },
  134: { code: 'bad-credentials', name: 'Bad User Name or Password' },
  135: { code: 'not-authorised', name: 'Not authorized' },
  136: { code: 'server-unavailable', name: 'Server unavailable' },
  137: { code: 'server-unavailable', name: 'Server busy' },
  138: { code: 'not-authorised', name: 'Banned' },
  139: { code: 'server-unavailable', name: 'Server shutting down' },
  140: { code: 'bad-credentials', name: 'Bad authentication method' },
  141: { code: 'keep-alive', name: 'Keep Alive timeout' },
  142: { code: 'taken-over', name: 'Session taken over' },
  143: { code: 'subscribe-refused', name: 'Topic Filter invalid' },
  144: { code: 'protocol-error', name: 'Topic Name invalid' },
  145: { code: 'protocol-error', name: 'Packet identifier in use' },
  147: { code: 'quota', name: 'Receive Maximum exceeded' },
  148: { code: 'protocol-error', name: 'Topic Alias invalid' },
  149: { code: 'quota', name: 'Packet too large' },
  150: { code: 'quota', name: 'Message rate too high' },
  151: { code: 'quota', name: 'Quota exceeded' },
  152: { code: 'kicked', name: 'Administrative action' },
  153: { code: 'protocol-error', name: 'Payload format invalid' },
  154: { code: 'protocol-error', name: 'Retain not supported' },
  155: { code: 'protocol-error', name: 'QoS not supported' },
  156: { code: 'server-unavailable', name: 'Use another server' },
  157: { code: 'server-unavailable', name: 'Server moved' },
  158: { code: 'subscribe-refused', name: 'Shared Subscriptions not supported' },
  159: { code: 'quota', name: 'Connection rate exceeded' },
  160: { code: 'kicked', name: 'Maximum connect time' },
  161: { code: 'subscribe-refused', name: 'Subscription Identifiers not supported' },
  162: { code: 'subscribe-refused', name: 'Wildcard Subscriptions not supported' },
};

/** What a CONNACK, SUBACK or DISCONNECT code means, with the code and the specification's name as `text`. */
export function readReasonCode(code: number): { readonly code: LinkReasonCode; readonly text: string } {
  const meaning = meanings[code];
  const hex = `0x${code.toString(16).padStart(2, '0')}`;
  return meaning ? { code: meaning.code, text: `${hex} ${meaning.name}` } : { code: 'unknown', text: hex };
}
