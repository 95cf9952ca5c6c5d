import { isIPv6 } from 'node:net';
import { parseArgs } from 'node:util';
import { AWS_IOT_LIMITS, awsIotRegion } from '../contract/aws-iot.ts';
import { DEATHS, MODES, spoken, type ThingOptions } from '../rehearsal/thing-options.ts';
import { awsClientIdFault, awsPayloadFault, awsTopicFault } from '../settings/aws-iot-limits.ts';
import { Wrong } from './wrong.ts';

export interface ThingArguments {
  readonly command: 'thing';
  readonly thing: ThingOptions;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** The recipe's script gives one option two letters behind one dash. */
const CLIENT_ID = '-id';

/** What follows `willwatch thing`. Names, checks and defaults are those of the recipe's script. @throws Wrong */
export function readThing(args: readonly string[]): ThingArguments {
  const { values } = parseArgs({
    args: args.map((arg) => (arg === CLIENT_ID ? '--clientId' : arg)),
    options: {
      endpoint: { ...text, short: 'e' },
      rootCA: { ...text, short: 'r' },
      cert: { ...text, short: 'c' },
      key: { ...text, short: 'k' },
      port: { ...text, short: 'p' },
      websocket: { ...flag, short: 'w' },
      clientId: { ...text, default: 'lwtThing' },
      topic: { ...text, short: 't', default: '/lwt/connected/topic' },
      mode: { ...text, short: 'm', default: 'both' },
      message: { ...text, short: 'M', default: 'AWS IoT Thing connected message to IoT Core' },
      'will-topic': { ...text, default: '/last/will/topic' },
      'will-qos': { ...text, default: '0' },
      'keep-alive': { ...text, default: '30' },
      after: { ...text, default: '60' },
      die: { ...text, default: 'abrupt' },
      region: text,
      plain: flag,
    },
  });
  const { endpoint, websocket, plain, clientId, topic, message } = values;
  const host = readHost(endpoint);
  checkFiles(values);
  const mode = oneOf('-m', values.mode, MODES);
  const port = values.port === undefined ? defaultPort(websocket, plain) : readWhole('-p', values.port, 1, 65_535);
  const region = readRegion(values.region, plain);
  const thing: ThingOptions = {
    url: `${websocket ? 'ws' : 'mqtt'}${plain ? '' : 's'}://${isIPv6(host) ? `[${host}]` : host}:${port}${websocket ? '/mqtt' : ''}`,
    caFile: values.rootCA ?? '',
    certFile: values.cert ?? '',
    keyFile: values.key ?? '',
    aws: { signed: websocket && !plain && (region !== '' || awsIotRegion(host) !== null), region, profile: '' },
    clientId,
    topic,
    mode,
    message,
    willTopic: values['will-topic'],
    willQos: Number(oneOf('--will-qos', values['will-qos'], ['0', '1', '2'])) as 0 | 1 | 2,
    keepAliveSeconds: readWhole('--keep-alive', values['keep-alive'], 1, 65_535),
    afterSeconds: readWhole('--after', values.after, 0, 604_800),
    die: oneOf('--die', values.die, DEATHS),
  };
  checkNames(thing);
  if (region !== '' || awsIotRegion(host) !== null) checkAws(thing);
  return { command: 'thing', thing };
}

function defaultPort(websocket: boolean, plain: boolean): number {
  if (plain) return websocket ? 80 : 1883;
  return websocket ? 443 : 8883;
}

function readHost(endpoint: string | undefined): string {
  if (endpoint === undefined || endpoint.trim() === '') throw new Wrong('willwatch thing needs -e <host of the broker>');
  const host = endpoint.trim().replace(/^\[(.*)\]$/, '$1');
  if (/[/@?#\s]/.test(host) || (host.includes(':') && !isIPv6(host)))
    throw new Wrong(`-e "${endpoint}" is no host; write -e broker.example, and the port with -p`);
  return host;
}

function readRegion(region: string | undefined, plain: boolean): string {
  if (region === undefined) return '';
  if (plain) throw new Wrong('--region is of AWS IoT, which has no port without TLS; leave --plain out');
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region))
    throw new Wrong(`--region "${region}" is no region of AWS; write one like eu-central-1`);
  return region;
}

function checkFiles(values: {
  readonly websocket: boolean;
  readonly plain: boolean;
  readonly rootCA?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}): void {
  const { rootCA, cert, key, websocket, plain } = values;
  const given = (
    [
      ['-r', rootCA],
      ['-c', cert],
      ['-k', key],
    ] as const
  ).find(([, file]) => file !== undefined);
  if (plain && given !== undefined) throw new Wrong(`--plain is without TLS, so ${given[0]} has no use`);
  if (plain) return;
  if (!rootCA) throw new Wrong('willwatch thing needs -r <root CA file>, or --plain for a broker without TLS');
  if (websocket && (cert || key))
    throw new Wrong('X.509 certificate (-c, -k) and WebSocket (-w) are mutually exclusive; pick one');
  if (!websocket && (!cert || !key))
    throw new Wrong(
      `Missing credentials: ${!cert && !key ? '-c <certificate> and -k <key>' : !cert ? '-k needs -c <certificate>' : '-c needs -k <key>'}${cert || key ? '' : ', or -w for a WebSocket'}`,
    );
}

/** What no broker takes [MQTT-3.3.2-2, 4.7.3]. */
function checkNames({ clientId, topic, willTopic, mode }: ThingOptions): void {
  if (clientId === '') throw new Wrong('-id is empty; the will names the thing by it');
  const isFilter = mode === 'subscribe';
  for (const [option, name] of [
    ['-t', topic],
    ['--will-topic', willTopic],
  ] as const) {
    if (name === '' || name.includes('\0') || Buffer.byteLength(name) > 65_535)
      throw new Wrong(`${option} "${name.slice(0, 100)}" is no topic: not empty, without a zero character, at most 65535 bytes`);
    if (/[+#]/.test(name) && !(option === '-t' && isFilter))
      throw new Wrong(
        `${option} "${name}" has a wildcard, and nobody can publish to that${option === '-t' ? '; use -m subscribe' : ''}`,
      );
  }
  if (Buffer.byteLength(clientId) > 65_535) throw new Wrong('-id has more than 65535 bytes');
}

/** What AWS IoT does not take: it would end the connection instead of saying so. */
function checkAws(thing: ThingOptions): void {
  const { least, most } = AWS_IOT_LIMITS.keepAliveSeconds;
  const fault =
    awsClientIdFault(thing.clientId) ??
    awsTopicFault(thing.topic) ??
    awsTopicFault(thing.willTopic) ??
    awsPayloadFault(spoken(thing));
  if (fault !== null) throw new Wrong(fault);
  if (thing.willQos === 2) throw new Wrong('--will-qos 2: AWS IoT drops a connection with such a will; it takes 0 or 1');
  if (thing.keepAliveSeconds < least || thing.keepAliveSeconds > most)
    throw new Wrong(`--keep-alive ${thing.keepAliveSeconds}: AWS IoT takes ${least} to ${most} seconds`);
}

function readWhole(option: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most)
    throw new Wrong(`${option} "${value}" is not a whole number from ${least} to ${most}`);
  return number;
}

function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Wrong(`Unknown ${option} "${value}"; it must be one of ${allowed.join(', ')}`);
  return found;
}
