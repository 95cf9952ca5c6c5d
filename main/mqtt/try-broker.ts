import { lookup } from 'node:dns/promises';
import { connect as connectTcp } from 'node:net';
import type { LinkReason, TestStep } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import { type BrokerAddress, isReason, parseAddress } from './address.ts';
import { explain, explainClose, explainSuback } from './explain.ts';
import { connectGuest } from './guest.ts';
import { readSecureFiles, type SecureFiles } from './secure-files.ts';
import { openTransport } from './transport.ts';
import type { Wire } from './wire.ts';

const LONGEST_MS = 10_000;
/** Matches nothing anyone publishes: a test must not fetch a plant's retained messages. */
const HARMLESS_FILTER = 'willwatch/connection-test';

type Failure = LinkReason | null;

/** What is kept apart from the settings. */
export interface BrokerSecrets {
  readonly password: string | null;
  /** Of the client certificate's key. */
  readonly passphrase: string | null;
}

/**
 * Tries a broker step by step: name, TCP, TLS, CONNECT, SUBSCRIBE. Stops at the first failure; what comes after it is `skipped`, as are steps that
 * do not apply (a name that is an address, TLS without TLS). At most about 10 s. Uses a clean session and a client id of its own,
 * so a running connection is not disturbed. `filter`: what to subscribe to. Never rejects.
 */
export async function tryBroker(
  settings: BrokerSettings,
  { password, passphrase }: BrokerSecrets,
  filter = HARMLESS_FILTER,
): Promise<TestStep[]> {
  const deadline = performance.now() + LONGEST_MS;
  const left = () => Math.max(1, deadline - performance.now());
  const steps: TestStep[] = [];
  let failed = false;
  const take = async (step: TestStep['step'], applies: boolean, work: () => Promise<Failure>) => {
    if (failed || !applies) {
      steps.push({ step, outcome: 'skipped', ms: null, reason: null });
      return;
    }
    const began = performance.now();
    const reason = await work();
    failed = reason !== null;
    steps.push({ step, outcome: failed ? 'failed' : 'passed', ms: Math.round(performance.now() - began), reason });
  };

  const parsed = parseAddress(settings.url, settings.aws);
  const address = isReason(parsed) ? null : parsed;
  let files: SecureFiles = {};
  let wire: Wire | null = null;
  await take('name', true, async () => (address ? resolveName(address, left()) : (parsed as LinkReason)));
  await take('tcp', true, async () => (address ? dial(address, left()) : null));
  await take('tls', address?.secure === true, async () => {
    const read = await readSecureFiles(settings, passphrase);
    if (isReason(read)) return read;
    files = read;
    return address ? handshake(address, files, left()) : null;
  });
  await take('connect', true, async () => {
    if (!address) return null;
    const opened = await connectGuest(address, files, settings, password, left());
    if (isReason(opened)) return opened;
    wire = opened;
    return null;
  });
  await take('subscribe', true, async () => {
    const granted = await within(left(), (wire as Wire | null)?.subscribe([filter], 1, 2) ?? null);
    if (granted === 'late') return { code: 'timeout', detail: 'no SUBACK' };
    const code = granted?.[0]?.code;
    if (code === undefined) return { code: 'closed-by-broker', detail: 'after SUBSCRIBE' };
    return code >= 0x80 ? explainSuback(code) : null;
  });
  await (wire as Wire | null)?.close();
  return steps;
}

async function resolveName(address: BrokerAddress, ms: number): Promise<Failure> {
  try {
    const found = await within(ms, lookup(address.host));
    return found === 'late' ? { code: 'timeout', detail: address.host } : null;
  } catch (error) {
    return explain(error, { phase: 'dialling', host: address.host });
  }
}

function dial(address: BrokerAddress, ms: number): Promise<Failure> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: address.host, port: address.port });
    const finish = (reason: Failure) => {
      clearTimeout(timer);
      resolve(reason);
      socket.destroy();
    };
    const timer = setTimeout(() => finish({ code: 'timeout', detail: 'tcp' }), ms);
    socket.on('error', (error) => finish(explain(error, { phase: 'dialling', host: address.host })));
    socket.once('connect', () => finish(null));
  });
}

function handshake(address: BrokerAddress, files: SecureFiles, ms: number): Promise<Failure> {
  return new Promise((resolve) => {
    const { aws, ...plain } = address;
    // Of a WebSocket only what is below it; then there is no MQTT to announce to AWS.
    const transport = openTransport(address.websocket ? { ...plain, websocket: false } : address, files, ms);
    const { stream } = transport;
    const finish = (reason: Failure) => {
      clearTimeout(timer);
      resolve(reason);
      stream.destroy();
    };
    const circumstances = () => ({
      phase: 'securing' as const,
      host: address.host,
      certificateDates: transport.certificateDates(),
    });
    const timer = setTimeout(() => finish({ code: 'timeout', detail: 'tls' }), ms);
    stream.on('error', (error) => finish(explain(error, circumstances())));
    stream.once('close', () => finish(explainClose(circumstances())));
    stream.once('secureConnect', () => finish(null));
  });
}

async function within<T>(ms: number, work: Promise<T> | null): Promise<T | null | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
