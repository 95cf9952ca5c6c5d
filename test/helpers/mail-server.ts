import { readFile } from 'node:fs/promises';
import { SMTPServer } from 'smtp-server';
import type { IssuedCertificate } from './certificates.ts';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and text as they came. */
  readonly text: string;
  readonly isSecure: boolean;
  readonly user: string | null;
}

export interface MailServer {
  readonly port: number;
  readonly received: ReceivedMail[];
  /** Answers readers with this code instead of taking them. */
  refuse: { readonly code: number; readonly text: string } | null;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A mail server that takes `user` with `secret`, in the way of `security`. */
export async function startMailServer(
  security: 'starttls' | 'tls' | 'none',
  certificate: IssuedCertificate | null,
): Promise<MailServer> {
  const state = { received: [] as ReceivedMail[], refuse: null as MailServer['refuse'] };
  const server = new SMTPServer({
    secure: security === 'tls',
    ...(certificate !== null && { cert: await readFile(certificate.certFile), key: await readFile(certificate.keyFile) }),
    ...(security === 'none' && { disabledCommands: ['STARTTLS'] }),
    authOptional: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'user' && password === 'secret' ? done(null, { user: username }) : done(new Error('wrong password')),
    onRcptTo: (_address, _session, done) =>
      state.refuse === null ? done() : done(Object.assign(new Error(state.refuse.text), { responseCode: state.refuse.code })),
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        state.received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text,
          isSecure: session.secure,
          user: typeof session.user === 'string' ? session.user : null,
        });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  const listener = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listener.once('listening', resolve));
  const { port } = listener.address() as { port: number };
  return Object.assign(state, {
    port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
