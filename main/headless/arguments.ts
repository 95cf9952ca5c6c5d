import { parseArgs } from 'node:util';
import type { PayloadTest, SettingsInput } from '../contract/settings.ts';
import { LOG_LEVELS, type LogLevel } from '../log/open-log.ts';
import { compileTemplate } from '../presence/topic.ts';
import { checkBrokerUrl } from '../settings/check.ts';
import { domainEn } from '../words/domain.en.ts';
import { readSql, type SqlArguments } from './sql-arguments.ts';
import { readThing, type ThingArguments } from './thing-arguments.ts';
import { type Read, readOrRefuse, Wrong } from './wrong.ts';

export const USAGE = `willwatch <command> [options]

  watch      watch brokers and tell what happens
    --broker <url>           mqtt:// mqtts:// ws:// wss://, with user:password@ if needed; several allowed
    --mqtt 3.1.1|5           protocol version (3.1.1)
    --ca, --cert, --key <file>   CA of the broker; client certificate and its key
    --convention auto|lwtthing|custom   how devices spell presence (auto; custom with --watch)
    --watch <topic>          a topic with {device} in it; several allowed
    --online <text>          what a device says when it is there (online); '$.path=value' tests JSON
    --offline <text>         what its will says (offline); '$.path=value' tests JSON
    --goodbye <text>         what it says before it leaves on purpose
    --hold <seconds>         how long to wait for its return before telling (3)
    --config <file>          settings as JSON instead of the person's own; the options above win over it
    --data-dir <dir>         where settings, history and logs live
    --log-level error|warn|info|debug   how much the log says, on stderr too
    --port <n>|off           port of the window on localhost (7117, or any free one)
    --no-notify              no notifications
    --json                   one JSON object a line on stdout
    --for <seconds>          stop after this time
  history    list outages, also while Willwatch runs
    --since <time>           2026-01-31, 2026-01-31T08:00, or 90m, 12h, 7d ago
    --device <id>  --format table|json|csv  --data-dir <dir>
  topology   what hangs on what, as a file
    import <file>            CSV or JSON, - for stdin; --connection <id> where the file names none,
                             --replace instead of adding, --dry-run to see only what would change
    export                   --format csv|json  --connection <id>  to stdout
    --data-dir <dir>
  report     what one shift tells the next: what is open, what happened, when nobody could see
    --since <time>           as above (the end of the last report that was saved, else 12h)
    --format text|json  --data-dir <dir>
  diagnosis  what someone who helps needs to know, as text without secrets    --data-dir
  sql        evaluate an AWS IoT SQL statement on a message, without a broker
    --sql <statement>  --topic <topic>
    --payload <text> | --file <path>   the message; without either what comes on stdin
    --version 2015-10-08|2016-03-23|beta   of the SQL (2016-03-23)
    --json                   the answer as one JSON object
    --batch                  one JSON object a line on stdin (sql, topic, payload), one answer a line
  thing      a device with a last will, as in the AWS recipe: connects, speaks, and dies
    -e <host>  -r <root CA>  -c <certificate>  -k <key>  -p <port>   8883 with a certificate, 443 with a WebSocket
    -w                       WebSocket instead of a certificate; for AWS IoT signed with the usual AWS credentials
    --region <region>        AWS IoT behind a domain of your own
    -id <client id>          (lwtThing)
    -t <topic>  -m both|publish|subscribe  -M <message>   what it says and hears once connected (/lwt/connected/topic, both)
    --will-topic <topic>     (/last/will/topic)
    --will-qos 0|1|2         (0)
    --keep-alive <seconds>   (30)
    --after <seconds>        how long it lives (60); Ctrl+C is an abrupt end, too
    --die abrupt|silent|clean   socket cut; silence past the keep-alive; DISCONNECT, and so no will (abrupt)
    --plain                  without TLS: port 1883, or 80 with -w
  start      the app with your own settings        --data-dir --port --no-notify --log-level
  demo       a simulated site, and the app watching it    --port --no-notify --log-level
  help, --version`;

export interface Flags {
  readonly brokers?: NonNullable<SettingsInput['brokers']>;
  readonly watches?: NonNullable<SettingsInput['watches']>;
  readonly holdSeconds: number | null;
}

export interface WatchArguments {
  readonly command: 'watch' | 'start' | 'demo';
  /** What the command line says of settings; brokers and watches only when it names some. */
  readonly flags: Flags;
  /** Passwords out of broker addresses, by broker id. */
  readonly passwords: ReadonlyMap<string, string>;
  readonly configFile: string | null;
  readonly dataDir: string | null;
  readonly logLevel: LogLevel | null;
  readonly port: number | 'off' | null;
  readonly notify: boolean;
  readonly json: boolean;
  readonly forSeconds: number | null;
}

export interface HistoryArguments {
  readonly command: 'history';
  readonly since: number | null;
  readonly device: string | null;
  readonly format: 'table' | 'json' | 'csv';
  readonly dataDir: string | null;
}

export interface ReportArguments {
  readonly command: 'report';
  readonly since: number | null;
  readonly format: 'text' | 'json';
  readonly dataDir: string | null;
}

export interface DiagnosisArguments {
  readonly command: 'diagnosis';
  readonly dataDir: string | null;
}

export type TopologyArguments = {
  readonly command: 'topology';
  readonly connectionId: string | null;
  readonly dataDir: string | null;
} & (
  | { readonly act: 'import'; readonly file: string; readonly how: 'add' | 'replace'; readonly isDry: boolean }
  | { readonly act: 'export'; readonly format: 'csv' | 'json' }
);

export type Arguments =
  | TopologyArguments
  | WatchArguments
  | HistoryArguments
  | ReportArguments
  | SqlArguments
  | ThingArguments
  | DiagnosisArguments
  | { readonly command: 'help' }
  | { readonly command: 'version' };
/**
 * Reads a command line.
 * @param argv what follows the program's name
 * @param now for `--since 12h`
 * @returns one clear line when something is wrong
 */
export function readArguments(argv: readonly string[], now: number): Read<Arguments> {
  return readOrRefuse(() => read(argv, now));
}

function read([command = 'help', ...rest]: readonly string[], now: number): Arguments {
  if (rest.includes('--help')) return { command: 'help' };
  switch (command) {
    case 'watch':
      return readWatch(rest);
    case 'start':
    case 'demo':
      return readStart(command, rest);
    case 'history':
      return readHistory(rest, now);
    case 'topology':
      return readTopologyCommand(rest);
    case 'report':
      return readReport(rest, now);
    case 'sql':
      return readSql(rest);
    case 'thing':
      return readThing(rest);
    case 'diagnosis': {
      const { values } = parseArgs({ args: [...rest], options: { 'data-dir': text } });
      return { command, dataDir: readDataDir(values['data-dir']) };
    }
    case 'help':
    case '--help':
    case '-h':
      return { command: 'help' };
    case 'version':
    case '--version':
      return { command: 'version' };
    default:
      throw new Wrong(`There is no command "${command}"`);
  }
}

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean', default: false } as const;
const common = { 'data-dir': text, 'log-level': text, port: text, notify: { type: 'boolean', default: true } } as const;

function readStart(command: 'start' | 'demo', args: readonly string[]): WatchArguments {
  const { values } = parseArgs({ args: [...args], options: { ...common, headless: flag }, allowNegative: true });
  return {
    command,
    flags: { holdSeconds: null },
    passwords: new Map(),
    configFile: null,
    dataDir: readDataDir(values['data-dir']),
    logLevel: readLevel(values['log-level']),
    port: readPort(values.port),
    notify: values.notify,
    json: false,
    forSeconds: null,
  };
}

function readWatch(args: readonly string[]): WatchArguments {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      ...common,
      broker: list,
      mqtt: text,
      ca: text,
      cert: text,
      key: text,
      convention: text,
      watch: list,
      online: text,
      offline: text,
      goodbye: text,
      hold: text,
      config: text,
      json: flag,
      for: text,
    },
  });
  const urls = values.broker ?? [];
  const needsBroker = (['mqtt', 'ca', 'cert', 'key', 'convention', 'watch', 'online', 'offline', 'goodbye'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (urls.length === 0 && needsBroker !== undefined && values.config === undefined)
    throw new Wrong(`--${needsBroker} needs --broker <url>, or --config <file> with one`);
  const ofBroker = (['mqtt', 'ca', 'cert', 'key'] as const).find((name) => values[name] !== undefined);
  if (urls.length === 0 && ofBroker !== undefined)
    throw new Wrong(`--${ofBroker} needs --broker <url>; in a file it stands with its broker`);

  if ((values.cert === undefined) !== (values.key === undefined))
    throw new Wrong(
      `--${values.cert === undefined ? 'key needs --cert' : 'cert needs --key'}: a client certificate and its key belong together`,
    );
  const protocol = oneOf('--mqtt', values.mqtt ?? '3.1.1', ['3.1.1', '5']);
  const passwords = new Map<string, string>();
  const brokers = numberAlike(urls.map(readBroker)).map(({ password, ...broker }) => {
    if (password !== null) passwords.set(broker.id, password);
    return { ...broker, protocol, caFile: values.ca ?? '', certFile: values.cert ?? '', keyFile: values.key ?? '' };
  });
  const holdSeconds = values.hold === undefined ? null : readSeconds('--hold', values.hold);
  const namesWatches = values.watch !== undefined || values.convention !== undefined;
  if (holdSeconds !== null && urls.length === 0 && values.config === undefined)
    throw new Wrong('--hold needs --broker <url> or --config <file>; otherwise it is in the settings');
  return {
    command: 'watch',
    flags: {
      ...(urls.length > 0 && { brokers }),
      // Without a word about watches, those of the file hold; without a file, every family Willwatch knows.
      ...((namesWatches || (urls.length > 0 && values.config === undefined)) && { watches: readWatches(values) }),
      holdSeconds,
    },
    passwords,
    configFile: values.config ?? null,
    dataDir: readDataDir(values['data-dir']),
    logLevel: readLevel(values['log-level']),
    port: readPort(values.port),
    notify: values.notify,
    json: values.json,
    forSeconds: values.for === undefined ? null : readSeconds('--for', values.for),
  };
}

/** An address as it may stand in a terminal's history or a log: the password is nobody's business. */
const hidePassword = (address: string): string => address.replace(/\/\/.*@/s, '//…@');

function readBroker(text: string): { id: string; name: string; url: string; username: string; password: string | null } {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Wrong(`--broker: ${checkBrokerUrl(hidePassword(text))}${text.includes('@') ? ESCAPE : ''}`);
  }
  // A slash in a password makes the user a host: better said than connected to.
  if (/^mqtts?:$/.test(url.protocol) && /\/\/[^/?#]*[/?#].*@/s.test(text))
    throw new Wrong(`--broker: "${hidePassword(text)}" has an @ behind its host${ESCAPE}`);
  const username = decodePart(url.username);
  const password = url.password === '' ? null : decodePart(url.password);
  url.username = '';
  url.password = '';
  const plain = url.pathname === '/' && !text.endsWith('/') ? url.href.replace(/\/$/, '') : url.href;
  const wrong = checkBrokerUrl(plain);
  if (wrong !== null) throw new Wrong(`--broker: ${wrong}`);
  return { id: url.host.slice(-ID_CHARACTERS), name: url.host.slice(-ID_CHARACTERS), url: plain, username, password };
}

const ESCAPE = '; in a user or password write % as %25, @ as %40, / as %2F, # as %23 and ? as %3F';
/** What an id in the settings may have, with room for a number behind it. */
const ID_CHARACTERS = 190;

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Wrong(`--broker: the user or password has a % that does not stand for a character${ESCAPE}`);
  }
}

/** Brokers on one host and port, for example behind several paths or for several users, need ids of their own. */
function numberAlike<B extends { readonly id: string; readonly name: string; readonly url: string; readonly username: string }>(
  brokers: readonly B[],
): B[] {
  const used = new Map<string, number>();
  const seen = new Set<string>();
  return brokers.map((broker) => {
    const address = JSON.stringify([broker.url, broker.username]);
    if (seen.has(address)) throw new Wrong('--broker names the same broker twice');
    seen.add(address);
    const count = (used.get(broker.id) ?? 0) + 1;
    used.set(broker.id, count);
    return count === 1 ? broker : { ...broker, id: `${broker.id}-${count}`, name: `${broker.name} (${count})` };
  });
}

function readWatches(values: {
  convention?: string | undefined;
  watch?: string[] | undefined;
  online?: string | undefined;
  offline?: string | undefined;
  goodbye?: string | undefined;
}): NonNullable<SettingsInput['watches']> {
  const topics = values.watch ?? [];
  const convention = oneOf('--convention', (values.convention ?? (topics.length > 0 ? 'custom' : 'auto')).toLowerCase(), [
    'auto',
    'lwtthing',
    'custom',
  ]);
  if (convention === 'custom' && topics.length === 0)
    throw new Wrong("--convention custom needs --watch '<topic with {device}>'");
  if (topics.length === 0) {
    const text = (['online', 'offline', 'goodbye'] as const).find((name) => values[name] !== undefined);
    if (text !== undefined) throw new Wrong(`--${text} needs --watch '<topic with {device}>'`);
  }
  const custom = topics.map((topic, i) => {
    if (!topic.includes('{device}')) throw new Wrong(`--watch "${topic}" needs {device} where the topic names the device`);
    const template = compileTemplate(topic);
    if (!template.ok) throw new Wrong(`--watch ${domainEn.watchFaults.fault(template.reason)}`);
    return {
      id: `watch-${i + 1}`,
      convention: 'custom' as const,
      topic,
      online: [readTest('--online', values.online ?? 'online')],
      offline: [readTest('--offline', values.offline ?? 'offline')],
      goodbye: values.goodbye === undefined ? [] : [readTest('--goodbye', values.goodbye)],
    };
  });
  return convention === 'custom'
    ? custom
    : [...custom, { id: convention, convention: convention === 'auto' ? 'auto' : 'lwtThing' }];
}

/** `$.state.online=false` tests JSON, anything else is text. */
function readTest(option: string, value: string): PayloadTest {
  if (value.trim() === '') throw new Wrong(`${option} needs a text`);
  if (value.length > 1000) throw new Wrong(`${option} has ${value.length} characters; 1000 are the most`);
  const json = /^\$\.([^=]+)=(.*)$/s.exec(value);
  if (json === null && value.startsWith('$.'))
    throw new Wrong(`${option} "${value}" is a JSON path without a value; write ${option} '${value}=<value>'`);
  return json === null ? { kind: 'text', text: value } : { kind: 'json', path: json[1] ?? '', equals: json[2] ?? '' };
}

function readHistory(args: readonly string[], now: number): HistoryArguments {
  const { values } = parseArgs({ args: [...args], options: { since: text, device: text, format: text, 'data-dir': text } });
  return {
    command: 'history',
    since: values.since === undefined ? null : readTime(values.since, now),
    device: values.device ?? null,
    format: oneOf('--format', values.format ?? 'table', ['table', 'json', 'csv']),
    dataDir: readDataDir(values['data-dir']),
  };
}

function readTopologyCommand([act, ...args]: readonly string[]): TopologyArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: text, connection: text, replace: flag, 'dry-run': flag, 'data-dir': text },
  });
  const common = {
    command: 'topology' as const,
    connectionId: values.connection ?? null,
    dataDir: readDataDir(values['data-dir']),
  };
  if (act === 'export') {
    if (positionals.length > 0) throw new Wrong(`topology export writes to stdout; "${positionals[0]}" is too much`);
    if (values.replace || values['dry-run']) throw new Wrong('--replace and --dry-run belong to topology import');
    return { ...common, act, format: oneOf('--format', values.format ?? 'csv', ['csv', 'json']) };
  }
  if (act !== 'import') throw new Wrong(`willwatch topology needs import or export${act === undefined ? '' : `, not "${act}"`}`);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Wrong('topology import needs one file, or - for stdin');
  // What it is, it says itself; the option is there for whoever writes both commands alike.
  if (values.format !== undefined) oneOf('--format', values.format, ['csv', 'json']);
  return { ...common, act, file, how: values.replace ? 'replace' : 'add', isDry: values['dry-run'] };
}

function readReport(args: readonly string[], now: number): ReportArguments {
  const { values } = parseArgs({ args: [...args], options: { since: text, format: text, 'data-dir': text } });
  return {
    command: 'report',
    since: values.since === undefined ? null : readTime(values.since, now),
    format: oneOf('--format', values.format ?? 'text', ['text', 'json']),
    dataDir: readDataDir(values['data-dir']),
  };
}

function readTime(value: string, now: number): number {
  const ago = /^(\d+(?:\.\d+)?)([smhd])$/.exec(value);
  if (ago !== null)
    return now - Number(ago[1]) * { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[ago[2] as 's' | 'm' | 'h' | 'd'];
  if (/^\d{12,15}$/.test(value)) return Number(value);
  // Only what is written as promised: Date.parse takes "room 5" for a day in May.
  const iso = /^\d{4}-\d{2}-\d{2}(?:([T ])\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(value);
  const at = iso === null ? Number.NaN : Date.parse(iso[1] === undefined ? `${value}T00:00` : value.replace(' ', 'T'));
  if (Number.isNaN(at)) throw new Wrong(`--since "${value}" is no time; write 2026-01-31, 2026-01-31T08:00 or 12h`);
  return at;
}

/** An empty one would be the folder one happens to stand in. */
function readDataDir(value: string | undefined): string | null {
  if (value?.trim() === '') throw new Wrong('--data-dir needs a folder; it was given an empty text');
  if (value?.includes('\0')) throw new Wrong('--data-dir has a zero character in it, which no path can have');
  return value ?? null;
}

function readLevel(value: string | undefined): LogLevel | null {
  return value === undefined ? null : oneOf('--log-level', value.toLowerCase(), LOG_LEVELS);
}

function readPort(value: string | undefined): number | 'off' | null {
  if (value === undefined || value === 'off') return value ?? null;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new Wrong(`--port "${value}" is neither a port (0 to 65535) nor off`);
  return port;
}

function readSeconds(option: string, value: string): number {
  const seconds = Number(value);
  if (value.trim() === '' || !Number.isFinite(seconds) || seconds < 0 || seconds > 604_800)
    throw new Wrong(`${option} "${value}" is not a number of seconds from 0 to 604800`);
  return seconds;
}

function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Wrong(`${option} "${value}" is not one of ${allowed.join(', ')}`);
  return found;
}
