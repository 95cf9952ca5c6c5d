import type {
  DeviceKind,
  DeviceState,
  Doubt,
  Evidence,
  Freshness,
  Interval,
  LinkReason,
  LinkReasonCode,
  TestStep,
  Verdict,
} from '../contract/model.ts';
import { brokerFaultsEn } from './broker-faults.en.ts';
import { count } from './counts.en.ts';
import type { QuickTime } from './quick-times.ts';
import { stormEn } from './storm.en.ts';
import { topologyEn } from './topology.en.ts';
import { watchFaultsEn } from './watch-faults.en.ts';

/** Formats a time for a person, in the words of the caller's place and zone. */
export type FormatTime = (at: number) => string;

export interface Subject {
  readonly state: DeviceState;
  readonly verdict: Verdict | null;
  readonly freshness: Freshness | null;
  readonly since: Interval;
}

/** What happened while we could not see. */
export interface AwaySubject {
  readonly lost: number;
  /** Of those lost: back already. */
  readonly back: number;
  /** Some of those still offline that nothing above explains, of `named` in all. */
  readonly names: readonly string[];
  readonly named: number;
  readonly span: Interval;
  readonly sessionLost: boolean;
}

export interface AlertSubject {
  readonly device: string;
  readonly kind: DeviceKind;
  readonly verdict: Verdict;
  readonly freshness: Freshness;
  readonly began: Interval;
  readonly affectedGateways: number;
  readonly affectedDevices: number;
  /** Some of the affected gateways by id. */
  readonly affectedGatewayIds: readonly string[];
  /** Of all below it: how many said themselves that they went. */
  readonly confirmed: number;
  /** Live on another upstream, and have no other left. */
  readonly degraded: number;
  /** First line of the will; empty when there is none. */
  readonly will: string;
}

/** Why a person was not told. */
export type SilenceReason =
  | 'off'
  | 'back'
  | 'goodbye'
  | 'old-news'
  | 'asks-quiet'
  | 'part-of'
  | 'summary'
  | 'expired'
  | 'no-notifier'
  | 'acknowledged'
  | 'snoozed';

/** "between 13:50 and 16:00", "at 14:03:10", "before 16:00". */
function when(span: Interval, time: FormatTime): string {
  const { notBefore, notAfter } = span;
  if (notBefore !== null && notAfter !== null)
    return notBefore === notAfter ? `at ${time(notAfter)}` : `between ${time(notBefore)} and ${time(notAfter)}`;
  if (notAfter !== null) return `some time before ${time(notAfter)}`;
  return notBefore === null ? 'at an unknown time' : `after ${time(notBefore)}`;
}

function belonging({ confirmed, degraded }: AlertSubject): string {
  const parts = [];
  if (confirmed > 0) parts.push(`${confirmed.toLocaleString('en')} confirmed by their own news.`);
  if (degraded > 0) parts.push(`${count(degraded, 'device has', 'devices have')} lost redundancy.`);
  return parts.join(' ');
}

function affected(gateways: number, devices: number, ids: readonly string[]): string {
  if (gateways + devices === 0) return '';
  const named = ids.slice(0, 3).join(', ');
  const more = gateways > 3 ? ` and ${(gateways - 3).toLocaleString('en')} more` : '';
  const list = named === '' ? '' : ` (${named}${more})`;
  const parts = [];
  if (gateways > 0) parts.push(`${count(gateways, 'downstream gateway', 'downstream gateways')}${list}`);
  if (devices > 0) parts.push(count(devices, 'device', 'devices'));
  return `Affects ${parts.join(' and ')}.`;
}

const verdictShort: Record<Verdict, string> = {
  abrupt: 'Connection lost',
  clean: 'Signed off',
  silent: 'Went silent',
  upstream: 'Upstream lost',
  unspecified: 'Went offline',
};

const reasons: Record<LinkReasonCode, readonly [what: string, tryThis: string]> = {
  connecting: ['Connecting', 'Wait a moment.'],
  'bad-settings': ['The settings of this connection do not fit', 'Correct the address or the options in Settings.'],
  'name-not-found': [
    'The name of the broker was not found',
    'Check the address for typing errors, and that this computer has a network.',
  ],
  refused: ['The broker’s computer answers, but nothing listens on that port', 'Check the port, and that the broker is running.'],
  unreachable: ['The broker’s computer cannot be reached', 'Check the network, the VPN and the address.'],
  timeout: ['The broker did not answer in time', 'Check the network, a firewall in between, and the port.'],
  'keep-alive': ['The connection went dead: no answer to our ping', 'Check the network. Willwatch tries again by itself.'],
  'closed-by-broker': [
    'The broker closed the connection without a reason',
    'Look into the broker’s log. Common: wrong client id, user or limits.',
  ],
  reset: [
    'The connection was cut',
    'Check the network, and whether the port needs TLS (mqtts). Willwatch tries again by itself.',
  ],
  'protocol-error': ['The broker reports a protocol error', 'Try the other MQTT version in Settings.'],
  'not-mqtt': [
    'Something answers there, but it does not speak MQTT',
    'Check the port, and whether it needs TLS (mqtts) or WebSocket (ws).',
  ],
  'tls-untrusted': [
    'The broker’s certificate is not signed by anybody this computer trusts',
    'Give the CA file of the broker’s operator in Settings.',
  ],
  'tls-expired': ['The broker’s certificate has expired', 'Tell the broker’s operator; check this computer’s clock.'],
  'tls-not-yet-valid': ['The broker’s certificate is not valid yet', 'Check this computer’s clock.'],
  'tls-wrong-host': ['The broker’s certificate is made for another name', 'Use the name that the certificate is made for.'],
  'tls-client-certificate': [
    'The broker does not accept our client certificate',
    'Give the right certificate and key in Settings, or ask the operator which CA must have signed it.',
  ],
  'tls-failed': ['No secure connection could be agreed', 'Check that the port speaks TLS, and the certificate files.'],
  'bad-credentials': ['The broker refuses the user name or password', 'Correct them in Settings.'],
  'not-authorised': [
    'The broker does not let us in: a wrong user name or password, or no right to connect',
    'Check user and password in Settings; else ask its operator for the right to connect with this user and client id.',
  ],
  'bad-client-id': ['The broker refuses the client id', 'Choose another client id in Settings.'],
  'version-not-supported': ['The broker does not speak this MQTT version', 'Choose the other version in Settings.'],
  'server-unavailable': ['The broker says that it is not available', 'Wait. Willwatch tries again by itself.'],
  'taken-over': [
    'Another program connected with our client id and took the session over',
    'Close the other program, or give one of them another client id.',
  ],
  kicked: ['The broker closed our connection on purpose', 'Ask its operator.'],
  quota: ['The broker refuses: a limit is reached', 'Ask its operator about connection and rate limits.'],
  'aws-credentials': [
    'There are no AWS credentials to sign in with, or they cannot be read',
    'Sign in with the AWS command line (aws sso login, aws configure), or set AWS_PROFILE or the keys in the environment.',
  ],
  'aws-refused': [
    'AWS refuses the signature',
    'Check this computer’s clock, the region, and that the AWS credentials are valid and allow iot:Connect.',
  ],
  'websocket-refused': ['The server refuses the WebSocket', 'Check the path of the address, often /mqtt.'],
  'key-locked': [
    'The key of our certificate is locked, and its passphrase is missing or wrong',
    'Enter the passphrase of the key in Settings.',
  ],
  'file-unreadable': ['A certificate or key file cannot be read', 'Check the path and the rights of the file.'],
  'subscribe-refused': ['The broker refuses a subscription', 'Ask its operator for the right to read this topic.'],
  stopped: ['Stopped by you', 'Switch the connection on in Settings.'],
  'not-running': ['Willwatch was not running', 'Start it with the computer to close this gap.'],
  asleep: ['The computer was asleep', ''],
  dropped: ['The broker dropped messages', 'Raise its queue limits (Mosquitto: max_queued_messages).'],
  'history-full': ['The disk was full', 'Keep some space free on the disk with the history, or limit its size in Settings.'],
  'history-failing': ['The history could not be written', 'Check the disk with the history.'],
  unknown: ['The connection failed', 'See the details.'],
};

function linkReason(reason: LinkReason): { readonly what: string; readonly tryThis: string } {
  // A code that history has from a newer version, or from a damaged file.
  const [what, tryThis] = reasons[reason.code] ?? reasons.unknown;
  if ((reason.code === 'history-full' || reason.code === 'history-failing') && /^\d+$/.test(reason.detail ?? '')) {
    const lost = count(Number(reason.detail), 'message is', 'messages are');
    return { what: `${what}: what devices did is known as far as memory could hold it, ${lost} not in the history.`, tryThis };
  }
  return { what: reason.detail === null ? `${what}.` : `${what} (${reason.detail}).`, tryThis };
}

function headline(s: Subject, time: FormatTime): string {
  const at = when(s.since, time);
  switch (s.state) {
    case 'online':
      if (s.freshness === 'retained' || s.since.notAfter === null) return 'Online, as last published; since when is not known.';
      return s.since.notBefore === s.since.notAfter
        ? `Online since ${time(s.since.notAfter)}.`
        : `Online, since ${time(s.since.notAfter)} at the latest.`;
    case 'checking':
      return `Says it is offline, ${at}. Checking whether it comes back.`;
    case 'unknown':
      return 'Unknown: we cannot see it.';
    case 'upstream':
      return 'Cut off: what it hangs on is gone.';
    case 'clean':
      return `Signed off ${at}: it said goodbye.`;
    case 'silent':
      return `Silent: we have not heard from it since ${time(s.since.notBefore ?? s.since.notAfter ?? 0)}.`;
    case 'unspecified':
      return `Went offline ${at}. Its family says the same for a clean stop and a lost connection.`;
    case 'abrupt':
      switch (s.freshness) {
        case 'retained':
          return s.since.notBefore === null
            ? 'Connection lost: the broker holds its last will. It was so when we subscribed; since when is not known.'
            : `Connection lost ${at}, while we could not see: the broker holds its last will.`;
        case 'queued':
          return `Connection lost ${at}: the broker kept its last will for us while we were away.`;
        default:
          return `Connection lost ${at}: the broker published its last will, so it went without a goodbye.`;
      }
  }
}

function evidence(e: Evidence, time: FormatTime): string {
  switch (e.kind) {
    case 'last-heard':
      return `${time(e.at)} last message, on ${e.topic}`;
    case 'will':
      if (e.freshness === 'retained') return `${time(e.at)} found its will held by the broker, on ${e.topic}`;
      if (e.freshness === 'queued') return `${time(e.at)} the broker handed over its will, kept for us, on ${e.topic}`;
      return `${time(e.at)} the broker published the will, on ${e.topic}`;
    case 'goodbye':
      return `${time(e.at)} it said goodbye, on ${e.topic}`;
    case 'birth':
      return e.freshness === 'retained'
        ? `${time(e.at)} found held by the broker: it said that it is online, on ${e.topic}`
        : `${time(e.at)} it said that it is online, on ${e.topic}`;
    case 'silence':
      return `${time(e.at)} nothing heard for ${count(e.seconds, 'second', 'seconds')}`;
    case 'upstream':
      return `${time(e.at)} ${deviceName(e.device.name, e.device.id)}, which it hangs on, went`;
    case 'blind':
      return e.ended === null
        ? `${time(e.began)} we could not see from here on: ${linkReason(e.reason).what}`
        : `${time(e.began)} to ${time(e.ended)} we could not see: ${linkReason(e.reason).what}`;
  }
}

/** A device as people call it, with its id. */
function deviceName(name: string | null, id: string): string {
  return name === null ? id : `${name} (${id})`;
}

const doubts: Record<Doubt, string> = {
  cause: 'Why it went: MQTT does not say whether power, link or the device itself failed.',
  'began-between': 'The exact moment: it happened while we could not see.',
  'age-of-retained': 'How old the news is: the broker held it when we subscribed.',
  'clean-or-abrupt': 'Whether it was stopped on purpose: its family says the same for both.',
  'blind-now': 'How it is now: we have no connection to its broker.',
  'birth-before-will': 'Whether this is the will of an older session: it had signed on just before.',
};

const silences: Record<SilenceReason, string> = {
  off: 'notifications are off',
  back: 'it came back before the hold was over',
  goodbye: 'it said goodbye',
  'old-news': 'old news: the broker held it when we subscribed',
  'asks-quiet': 'its will asks for no action',
  'part-of': 'part of the outage of what it hangs on',
  summary: 'told in a summary',
  expired: 'it was over before anybody could be told',
  'no-notifier': 'this computer shows no notifications',
  acknowledged: 'acknowledged',
  snoozed: 'snoozed',
};

function alertBody(s: AlertSubject, time: FormatTime): string {
  const at = when(s.began, time);
  const first: Record<Verdict, string> = {
    abrupt:
      s.freshness === 'live'
        ? `Its last will came ${at}: it went without a goodbye.`
        : `It went ${at}, while we could not see; its last will was kept.`,
    clean: `It said goodbye ${at}.`,
    silent: `Nothing heard since ${time(s.began.notBefore ?? s.began.notAfter ?? 0)}.`,
    upstream: 'What it hangs on is gone.',
    unspecified: `It went offline ${at}; on purpose or not, it does not say.`,
  };
  return [
    first[s.verdict],
    affected(s.affectedGateways, s.affectedDevices, s.affectedGatewayIds),
    belonging(s),
    s.will && `Will: ${s.will}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

const steps: Record<TestStep['step'], string> = {
  name: 'Find the name',
  tcp: 'Reach the port',
  tls: 'Agree on a secure connection',
  connect: 'Sign in (CONNECT)',
  subscribe: 'Subscribe',
};

const notices = {
  settingsSetAside: (path: string, reason: string) =>
    `The settings file could not be read (${reason}). It was set aside as ${path}; Willwatch starts with its defaults.`,
  historySetAside: (path: string, reason: 'not-a-database' | 'foreign' | 'corrupt') =>
    `The history file could not be used (${{ 'not-a-database': 'it is no database', foreign: 'it belongs to another program', corrupt: 'it is damaged' }[reason]}). It was set aside as ${path}; a new history begins now.`,
  historyGap: (kind: 'full' | 'failing', since: string, reason: string) =>
    kind === 'full'
      ? `The disk is full: since ${since} nothing is written to the history. Watching and alerts go on, and what happens is kept in memory until there is room. Free some space.`
      : `The history cannot be written since ${since} (${reason}). Watching and alerts go on, and what happens is kept in memory. Check the disk; if it is sound, start Willwatch again.`,
  historyLeftOut: (entries: number) =>
    `${count(entries, 'entry does', 'entries do')} not fit into the history and ${entries === 1 ? 'was' : 'were'} left out. This is a fault of Willwatch: please report it, with its log.`,
  dataDirHeld: (dataDir: string, holder: { pid: number; host: string; command: string; since: string } | null) =>
    `${
      holder === null
        ? 'Another Willwatch'
        : `Another Willwatch (${holder.command}, process ${holder.pid} on ${holder.host}, since ${holder.since})`
    } uses ${dataDir}. Stop it, or choose another folder with --data-dir.`,
  historyFailing: (reason: string) => `The history cannot be written (${reason}). Messages wait until it can.`,
  badWatch: (reason: string) => `This watch does not fit yet: ${reason}.`,
  noBrokerToAsk: 'No broker of this watch is switched on, so there is nobody to ask.',
  importNotSettings: 'This file holds no settings of Willwatch. Choose one that Willwatch exported.',
  importTooNew: 'A newer Willwatch made this file. Update this one, then import it again.',
  importBadSettings: (reason: string) => `The settings in this file do not fit: ${reason}. Nothing was changed.`,
  importBadSecrets: (reason: string) =>
    `The passwords in this file are damaged (${reason}). Export it again, or without passwords.`,
  importWrongPassphrase: 'This passphrase does not open the passwords in the file. Nothing was changed.',
  importNothingToUndo: 'There is no import to undo any more.',
  badSettings: (reason: string) => `These settings do not fit: ${reason}`,
  settingsChangedElsewhere:
    'Settings were changed elsewhere meanwhile, and are shown as they are now. Look, and save again if your change still holds.',
  settingsNotKept: (reason: string) =>
    `The settings could not be written, and nothing was changed. Is the disk full? (${reason})`,
  secretNotKept: (reason: string) => `The password could not be kept, and nothing was changed. ${reason}`,
  secretsWereOpen: (path: string, mode: string) =>
    `Others on this computer could read the passwords in ${path} (mode ${mode}). It is closed to them now; change the passwords if somebody may have looked.`,
  fault: (at: string, reason: string) =>
    `Something failed inside Willwatch at ${at} (${reason}). Watching goes on. Please report it with the diagnosis from Settings.`,
  restarted: 'Willwatch had to start again after a fault of its own. Please report it with the diagnosis from Settings.',
};

function awayRest({ lost, back }: AwaySubject): string {
  if (back === 0) return lost === 1 ? ', still offline' : ', all still offline';
  if (back === lost) return lost === 1 ? ', back again' : ', all back again';
  return `, ${back} of them back, ${lost - back} still offline`;
}

function length(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
  return `${rest} min`;
}

export const domainEn = {
  topology: topologyEn,
  brokerFaults: brokerFaultsEn,
  watchFaults: watchFaultsEn,
  state: {
    online: 'Online',
    checking: 'Checking',
    abrupt: 'Lost',
    unspecified: 'Offline',
    clean: 'Signed off',
    silent: 'Silent',
    upstream: 'Upstream lost',
    unknown: 'Unknown',
  } as Record<DeviceState, string>,
  kind: { gateway: 'Gateway', device: 'Device' } as Record<DeviceKind, string>,
  freshness: {
    live: 'as it happened',
    queued: 'kept for us by the broker',
    retained: 'held by the broker, age unknown',
  } as Record<Freshness, string>,
  verdictShort: (verdict: Verdict) => verdictShort[verdict],
  when,
  affected,
  headline,
  evidence,
  doubt: (doubt: Doubt) => doubts[doubt],
  linkReason,
  testStep: (step: TestStep['step']) => steps[step],
  silence: (reason: SilenceReason) => silences[reason],
  alertTitle: (s: AlertSubject) =>
    `${s.kind === 'gateway' ? 'Gateway ' : ''}${s.device}: ${verdictShort[s.verdict].toLowerCase()}`,
  alertBody,
  summaryTitle: (devices: number) => `${count(devices, 'device', 'devices')} lost`,
  summaryBody: (ids: readonly string[], total: number) =>
    `${ids.join(', ')}${total > ids.length ? ` and ${total - ids.length} more` : ''}. Open Willwatch for the list.`,
  storm: stormEn,
  historyAlert: {
    full: {
      title: 'The disk is full',
      body: 'The history cannot be written. Watching and alerts go on; what happens is kept in memory until there is room.',
    },
    failing: {
      title: 'The history cannot be written',
      body: 'Watching and alerts go on; what happens is kept in memory. Open Willwatch for the reason.',
    },
  },
  flappingTitle: (device: string) => `${device}: comes and goes`,
  flappingBody: (times: number, minutes: number, patienceMinutes: number) =>
    `Lost ${times} times within ${minutes} minutes. Every loss is in the history; you are told again when it stays offline for ${patienceMinutes} minutes.`,
  /** "2 h 10 min", "3 d 4 h", "2 min". */
  length,
  awayTitle: (connection: string, ms: number) => `While you were away from ${connection}, ${length(ms)}`,
  awayBody: (s: AwaySubject, time: FormatTime) =>
    [
      s.lost === 0
        ? 'No device is known to have been lost.'
        : `${count(s.lost, 'device', 'devices')} lost${awayRest(s)}, ${when(s.span, time)}.`,
      s.named === 0 ? '' : `${s.names.join(', ')}${s.named > s.names.length ? ` and ${s.named - s.names.length} more` : ''}.`,
      s.sessionLost ? 'The broker had forgotten our session: wills of that time which were not retained are missing.' : '',
    ]
      .filter((part) => part !== '')
      .join(' '),
  deviceName,
  /** Why nobody was told; `until` null: until a person ends the mute. */
  muted: (until: string | null) => (until === null ? 'muted' : `muted until ${until}`),
  muteEndedTitle: (lost: number, still: number) =>
    `While muted: ${lost.toLocaleString('en')} lost, ${still.toLocaleString('en')} still offline`,
  inMaintenance: (name: string, until: string) => `maintenance “${name}” until ${until}`,
  maintenanceEndedTitle: (name: string, lost: number, still: number) =>
    `Maintenance “${name}” is over: ${lost.toLocaleString('en')} lost, ${still.toLocaleString('en')} still offline`,
  stillTitle: (s: AlertSubject) => `Still offline: ${s.device}`,
  stillBody: (s: AlertSubject, time: FormatTime) =>
    [
      `Its snooze is over. ${verdictShort[s.verdict]} ${when(s.began, time)}.`,
      affected(s.affectedGateways, s.affectedDevices, s.affectedGatewayIds),
    ]
      .filter((part) => part !== '')
      .join(' '),
  stragglersTitle: (root: string, missing: number) => `${root} is back; ${count(missing, 'device', 'devices')} still missing`,
  stragglersBody: (ms: number, names: readonly string[], total: number) =>
    `Back ${length(ms)} ago. Still missing: ${names.join(', ')}${total > names.length ? ` and ${(total - names.length).toLocaleString('en')} more` : ''}.`,
  stillSummaryTitle: (devices: number) => `${count(devices, 'device', 'devices')} still offline`,
  /** What a notification turns into when what it told of is over. */
  backTitle: (device: string) => `${device}: back`,
  allBackTitle: (devices: number) => `All ${devices.toLocaleString('en')} devices are back`,
  backBody: (ms: number | null) => (ms === null ? 'Online again.' : `Back after ${length(ms)}.`),
  /** What a notification says of itself when a later one told its cause. */
  explainedBody: 'Belongs to what was told after it: one cause.',
  removedTitle: (device: string) => `${device}: removed`,
  removedBody: 'Its retained message was cleared: it is in the list no more, its history stays.',
  /** The buttons of a notification. */
  answers: { acknowledge: 'Acknowledge', mute: 'Mute for 1 hour', muteAll: 'Mute all for 1 hour' },
  /** Why something that a person asked for was not done. */
  acts: {
    past: 'That time is over already. Choose a later one.',
    noMute: 'This mute is over already.',
    noDevice: 'None of these devices is known here any more.',
    noConnection: 'There is no such connection in the settings any more.',
    noSite: 'No device here belongs to this site any more.',
    noOutage: 'None of these outages is in the history any more, or the devices are not in one.',
    noNote: 'This note is not there any more.',
    noHandover: 'This report is not there any more.',
    noMaintenance: 'This maintenance window is not there any more.',
    endsFirst: 'It would end before it begins. Choose a later end.',
    noZone: (zone: string) => `This computer knows no time zone “${zone}”. Choose another one.`,
    noUndo: 'This cannot be taken back any more.',
    tooMany: (n: number, most: number) =>
      `${n.toLocaleString('en')} devices at once are too many: at most ${most.toLocaleString('en')}. Narrow the filter.`,
  },
  quickTime: {
    '15-minutes': '15 minutes',
    '1-hour': '1 hour',
    '4-hours': '4 hours',
    '8-hours': '8 hours',
    'this-morning': 'Until 07:00',
    'tomorrow-morning': 'Until tomorrow, 07:00',
  } as Record<QuickTime, string>,
  /** Titles of a text that is pasted into a mail; what stands below them is technical. */
  diagnosis: {
    title: 'Willwatch diagnosis',
    intro:
      'Without passwords, payloads and names of devices. Addresses of brokers and topics of watches are in it: look before you send it.',
    versions: 'Versions',
    settings: 'Settings',
    connections: 'Connections now',
    links: 'What became of the connections in this run',
    blindSpots: (days: number) => `Times when nothing was seen, last ${count(days, 'day', 'days')}, newest first`,
    counts: 'Counts',
    notifications: 'Notifications, the last ones first',
    native: (can: boolean): string => (can ? 'The system can show them.' : 'The system cannot show them.'),
    wanted: (on: boolean): string => (on ? 'Switched on.' : 'Switched off in Settings.'),
    notices: 'What Willwatch says in its window',
    trouble: 'Warnings and errors in the log, the last ones last',
    none: 'None.',
  },
  droppedTitle: (connection: string) => `${connection}: the broker dropped messages`,
  droppedBody: (messages: number) =>
    `${count(messages, 'message', 'messages')} dropped since the last count, for us or for others. What is retained was read again; wills that are not retained may be missing.`,
  /** What `willwatch thing` says of itself. */
  thing: {
    connected: (id: string, url: string, willTopic: string, will: string, seconds: number) =>
      `${id} is connected to ${url}. Its will for ${willTopic} is ${will}. It lives for ${count(seconds, 'second', 'seconds')}.`,
    published: (topic: string, payload: string) => `Published to ${topic}: ${payload}`,
    unpublished: (topic: string) =>
      `The broker did not acknowledge the message to ${topic}. AWS IoT closes the connection when the policy does not allow iot:Publish there.`,
    subscribed: (topic: string) => `Listening to ${topic}`,
    unsubscribed: (topic: string, reason: string) => `The broker does not let it listen to ${topic}. ${reason}`,
    received: (topic: string, payload: string) => `Message from ${topic}: ${payload}`,
    lost: (reason: string, seconds: number) => `Cut off before its time. ${reason} Next attempt in ${seconds} s.`,
    silent: (seconds: number) => `Silent from now on. The broker gives it up after ${seconds} s, and publishes its will.`,
    buried: 'The broker has given it up: its will is published.',
    unburied: 'The broker keeps the silent connection: it does not check the keep-alive. The socket is cut instead.',
    cut: 'The socket is cut, without DISCONNECT: the broker publishes its will.',
    left: 'Signed off with DISCONNECT: there is no will.',
  },
  notices,
};

/** What every language must say. */
export type DomainWords = typeof domainEn;
