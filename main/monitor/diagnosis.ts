import { arch, homedir, release, version as systemVersion, type } from 'node:os';
import type { ConnectionView, DeviceCounts } from '../contract/model.ts';
import type { Settings } from '../contract/settings.ts';
import type { AlertRecord, BlindSpotRecord, History, HistoryCounts } from '../history/port.ts';
import type { LogLine } from '../log/recent.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { LinkNote } from './link-journal.ts';

const BLIND_DAYS = 7;
const BLIND_SPOTS = 50;
const ALERTS = 10;
export const ERRORS = 50;
const DAY_MS = 86_400_000;

/** What the running program knows and the disk does not. */
export interface Running {
  readonly startedAt: number;
  readonly connections: readonly ConnectionView[];
  readonly links: readonly LinkNote[];
  readonly counts: DeviceCounts;
  /** Bytes of memory in use. */
  readonly memory: number;
  readonly notices: readonly string[];
}

export interface DiagnosisFacts {
  readonly at: number;
  readonly version: string;
  readonly shell: 'electron' | 'headless' | 'command';
  readonly dataDir: string;
  /** Null where they could not be read. */
  readonly settings: Settings | null;
  readonly passwordsKept: readonly string[];
  readonly nativeNotifications: boolean | null;
  /** Null: read from the disk while the program may be stopped. */
  readonly running: Running | null;
  /** Null where there is no history that can be read. */
  readonly remembered: Remembered | null;
  readonly trouble: readonly LogLine[];
}

/** What the history says of the last days. */
export interface Remembered {
  readonly counts: HistoryCounts;
  readonly bytes: number;
  readonly blindSpots: readonly BlindSpotRecord[];
  readonly alerts: readonly AlertRecord[];
}

type Asked = Pick<History, 'counts' | 'blindSpots' | 'alerts'>;

export async function remember(history: Asked, bytes: number, now: number): Promise<Remembered> {
  const [counts, blindSpots, alerts] = await Promise.all([
    history.counts(),
    history.blindSpots({ connectionId: null, since: now - BLIND_DAYS * DAY_MS, limit: BLIND_SPOTS }),
    history.alerts(ALERTS),
  ]);
  return { counts, bytes, blindSpots, alerts };
}

/**
 * A text for a mail: what someone who helps asks first. No secret, no payload, no name of a device; the person's home folder is `~`.
 * @param clean takes out what was ever known as a secret
 */
export function diagnosisText(facts: DiagnosisFacts, words: DomainWords, clean: (text: string) => string): string {
  const said = words.diagnosis;
  const { settings, running, remembered } = facts;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [said.versions, versions(facts)],
    [said.settings, settings === null ? [said.none] : [JSON.stringify(withoutSecrets(settings, facts.passwordsKept), null, 2)]],
    ...(running === null ? [] : [[said.connections, connections(running, words)] as const]),
    ...(running === null ? [] : [[said.links, running.links.map((note) => linkLine(note, words))] as const]),
    [said.blindSpots(BLIND_DAYS), remembered?.blindSpots.map((spot) => blindLine(spot, words)) ?? []],
    [said.counts, counts(facts)],
    [said.notifications, notifications(facts, words)],
    ...(running === null ? [] : [[said.notices, running.notices] as const]),
    [said.trouble, facts.trouble.map(({ time, level, message, facts: more }) => `${time} ${level}: ${message} ${more}`.trim())],
  ];
  const body = sections.map(([title, lines]) => `## ${title}\n${lines.length === 0 ? said.none : lines.join('\n')}`);
  const text = [`# ${said.title} ${time(facts.at)}`, said.intro, ...body].join('\n\n');
  return `${clean(text).replaceAll(homedir(), '~')}\n`;
}

const time = (at: number): string => new Date(at).toISOString();
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

function versions({ version, shell, dataDir, running, at }: DiagnosisFacts): readonly string[] {
  const { node, electron, chrome, openssl, sqlite } = process.versions;
  return [
    `Willwatch ${version} (${shell})`,
    ...(electron === undefined ? [] : [`Electron ${electron}, Chromium ${chrome}`]),
    `Node ${node}, OpenSSL ${openssl}, SQLite ${sqlite}`,
    `${type()} ${release()} ${arch()}, ${systemVersion()}`,
    `dataDir ${dataDir}`,
    ...(running === null
      ? []
      : [`${time(running.startedAt)} + ${Math.round((at - running.startedAt) / 1000)} s, ${megabytes(running.memory)}`]),
  ];
}

/**
 * Settings as they are, but who signs in, and what hangs on what: that is counted. Certificates and keys are paths. Of the actions of rules only
 * what they are: addresses and headers of webhooks carry keys.
 */
function withoutSecrets(settings: Settings, passwordsKept: readonly string[]): object {
  const kept = new Set(passwordsKept);
  return {
    ...settings,
    brokers: settings.brokers.map((broker) => ({
      ...broker,
      username: broker.username === '' ? '' : '…',
      password: kept.has(broker.id) ? '…' : '',
    })),
    topology: settings.topology.length,
    rules: settings.rules.map(({ id, sql, enabled, actions, errorAction, connectionId }) => ({
      id,
      sql,
      enabled,
      connectionId,
      actions: actions.map(({ kind }) => kind),
      errorAction: errorAction?.kind ?? null,
    })),
    mail: { ...settings.mail, user: settings.mail.user === '' ? '' : '…', from: settings.mail.from === '' ? '' : '…' },
  };
}

function connections({ connections: views }: Running, words: DomainWords): readonly string[] {
  return views.map(({ id, url, state, since, reason, retryAt, refusedFilters, deviceCount, unrecognised }) =>
    [
      `${id} ${url}: ${state} ${time(since)}`,
      reason === null ? '' : `${reason.code}: ${words.linkReason(reason).what}`,
      retryAt === null ? '' : `-> ${time(retryAt)}`,
      `devices ${deviceCount}, unrecognised ${unrecognised}`,
      refusedFilters.length === 0 ? '' : `refused ${refusedFilters.map(({ filter, code }) => `${filter} (${code})`).join(', ')}`,
    ]
      .filter((part) => part !== '')
      .join('; '),
  );
}

function linkLine({ at, connectionId, state, reason }: LinkNote, words: DomainWords): string {
  return `${time(at)} ${connectionId}: ${state}${reason === null ? '' : `, ${reason.code}: ${words.linkReason(reason).what}`}`;
}

function blindLine({ connectionId, began, ended, reason }: BlindSpotRecord, words: DomainWords): string {
  return `${time(began)} – ${ended === null ? '…' : time(ended)} ${connectionId ?? '*'}: ${reason.code}: ${words.linkReason(reason).what}`;
}

function counts({ running, remembered }: DiagnosisFacts): readonly string[] {
  return [
    ...(running === null ? [] : [`devices ${JSON.stringify(running.counts)}`]),
    ...(remembered === null ? [] : [`history ${JSON.stringify(remembered.counts)}, ${megabytes(remembered.bytes)}`]),
  ];
}

function notifications({ nativeNotifications, settings, remembered }: DiagnosisFacts, words: DomainWords): readonly string[] {
  const said = words.diagnosis;
  return [
    ...(nativeNotifications === null ? [] : [said.native(nativeNotifications)]),
    ...(settings === null ? [] : [said.wanted(settings.notifications.enabled)]),
    // Not what was said: names and payloads stand in it.
    ...(remembered?.alerts.map(({ at, outcome, reason }) => `${time(at)} ${outcome}${reason === null ? '' : `: ${reason}`}`) ??
      []),
  ];
}
