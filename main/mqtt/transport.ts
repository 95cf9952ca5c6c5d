import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { streamBuilder as openWebSocket } from 'mqtt/lib/connect/ws';
import type { BrokerAddress } from './address.ts';
import type { SecureFiles } from './secure-files.ts';

/** The way the bytes take: TCP, TLS, or a WebSocket over either. */
export interface Transport {
  readonly stream: Duplex;
  /** The socket under the stream. */
  readonly socket: () => Socket | null;
  /** When the first certificate of the broker's chain that is over, or not begun, ends or begins; as OpenSSL words it. */
  readonly certificateDates: () => CertificateDates | null;
}

export interface CertificateDates {
  readonly validFrom: string;
  readonly validTo: string;
}

/**
 * Opens a stream to a broker. Certificates are always checked, and the name is always sent (SNI, RFC 6066: names, not addresses).
 * Throws when Node refuses the options; every other failure comes as the stream's `error` and `close`.
 */
export function openTransport(address: BrokerAddress, files: SecureFiles, handshakeMs: number): Transport {
  let socket: Socket | null = null;
  let dates: CertificateDates | null = null;
  const dial = (): Socket => {
    socket = address.secure
      ? dialTls(address, files, (seen) => (dates = seen))
      : connectTcp({ host: address.host, port: address.port });
    socket.setNoDelay(true);
    return socket;
  };
  const stream = address.websocket ? dialWebSocket(address, dial, handshakeMs) : dial();
  return { stream, socket: () => socket, certificateDates: () => dates };
}

function dialTls(address: BrokerAddress, files: SecureFiles, dates: (seen: CertificateDates) => void): TLSSocket {
  const socket = connectTls({
    host: address.host,
    port: address.port,
    ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
    ...files,
    ...alpn(address, files),
    rejectUnauthorized: true,
  });
  // Node destroys the socket inside its own `secure` listener when the certificate is refused; after that the certificate is out of reach.
  socket.prependListener('secure', () => {
    const seen = readDates(socket);
    if (seen) dates(seen);
  });
  return socket;
}

/**
 * AWS IoT shares port 443 with HTTPS and tells MQTT apart by ALPN: one name for certificates, one for custom authorizers.
 * https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export function alpn(address: BrokerAddress, files: SecureFiles): { ALPNProtocols?: string[] } {
  if (address.websocket || address.port !== 443 || !address.aws) return {};
  return { ALPNProtocols: [files.cert ? 'x-amzn-mqtt-ca' : 'mqtt'] };
}

function readDates(socket: TLSSocket): CertificateDates | null {
  let certificate = socket.getPeerCertificate(true);
  const now = Date.now();
  for (let depth = 0; depth < 10 && certificate?.valid_to; depth++) {
    if (Date.parse(certificate.valid_to) < now || Date.parse(certificate.valid_from) > now) {
      return { validFrom: certificate.valid_from, validTo: certificate.valid_to };
    }
    if (!certificate.issuerCertificate || certificate.issuerCertificate === certificate) break;
    certificate = certificate.issuerCertificate;
  }
  return null;
}

function dialWebSocket(address: BrokerAddress, dial: () => Socket, handshakeMs: number): Duplex {
  const options = {
    protocol: address.secure ? ('wss' as const) : ('ws' as const),
    protocolId: 'MQTT' as const,
    hostname: isIP(address.host) === 6 ? `[${address.host}]` : address.host,
    port: address.port,
    path: address.path,
    // A broker may not make us inflate: MQTT payloads are small, and a bomb is smaller.
    wsOptions: { createConnection: dial, handshakeTimeout: handshakeMs, perMessageDeflate: false },
  };
  // biome-ignore lint/suspicious/noExplicitAny: the builder ignores its first argument, the client.
  return openWebSocket(undefined as any, options) as unknown as Duplex;
}
