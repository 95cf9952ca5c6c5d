import { randomBytes } from 'node:crypto';
import type { Capabilities, HistoryRow, RehearsalView, TestStep } from '../contract/model.ts';
import { type Answers, type CheckedInput, type RequestName, requests, type SettingsView } from '../contract/requests.ts';
import type { BrokerSettings, Settings } from '../contract/settings.ts';
import type { History, TimelineRecord } from '../history/port.ts';
import { openWatch } from '../presence/watch.ts';
import { checkSettings } from '../settings/check.ts';
import { passwordName, type Secrets, type SettingsStore } from '../settings/port.ts';
import type { DomainWords } from '../words/domain.en.ts';
import { affectedViews, describeDevice } from './device-detail.ts';
import type { Exports } from './exports.ts';
import type { Monitor } from './monitor.ts';
import type { Clock, PersonFiles } from './ports.ts';
import { alertView, blindSpotView, messageView, outageView } from './views.ts';

/** What the window may do with the rehearsal. */
export interface RehearsalControl {
  view(): RehearsalView;
  start(): Promise<void>;
  stop(): Promise<void>;
  act(id: string, act: 'unplug' | 'shut-down' | 'restore'): Promise<void>;
}

export interface DeskParts {
  readonly monitor: Monitor;
  readonly history: History;
  readonly store: SettingsStore;
  readonly secrets: Secrets;
  readonly rehearsal: RehearsalControl;
  readonly tryBroker: (broker: BrokerSettings, password: string | null) => Promise<readonly TestStep[]>;
  readonly exports: Exports;
  readonly files: PersonFiles;
  readonly capabilities: Capabilities;
  readonly clock: Clock;
  readonly words: () => DomainWords;
  /** What the person must know from the start: files set aside. */
  readonly notices: readonly string[];
  /** Puts settings in force, together with what a shell adds to them (the rehearsal's broker). */
  readonly apply: (settings: Settings) => Promise<void>;
}

/** `invalid`: the window asked for something that does not exist, or with the wrong arguments. */
export type DeskOutcome<N extends RequestName = RequestName> =
  | { readonly ok: true; readonly value: Answers[N] }
  | { readonly ok: false; readonly invalid: boolean; readonly reason: string };

type Handlers = { readonly [N in RequestName]: (input: CheckedInput<N>) => Answers[N] | Promise<Answers[N]> };

/** Answers the window's requests, the same for both shells. Every input is checked first. */
export class Desk {
  readonly #parts: DeskParts;
  readonly #handlers: Handlers;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    const { monitor, history, rehearsal } = parts;
    this.#handlers = {
      'app.capabilities': () => parts.capabilities,
      'overview.get': () => {
        const overview = monitor.overview();
        return { ...overview, notices: [...parts.notices, ...overview.notices] };
      },
      'devices.query': (query) => ({
        revision: monitor.revision,
        from: query.from,
        ...monitor.lists.query(query),
      }),
      'devices.keys': (query) => monitor.lists.keys(query),
      'device.get': ({ key }) => this.#device(key),
      'device.messages': async ({ key, beforeId, limit }) => {
        const records = await history.messages({ deviceKey: key, beforeId, limit: limit + 1 });
        return { rows: records.slice(0, limit).map(messageView), more: records.length > limit };
      },
      'history.query': async ({ filter, from, to }) => {
        const { total, rows } = await history.timeline({ ...filter, from, to });
        return { revision: monitor.revision, total, from, rows: rows.map(historyRow) };
      },
      'history.export': ({ filter, format, name }) => parts.exports.ofHistory(filter, format, name),
      'export.stop': ({ id }) => ({ ok: parts.exports.stop(id) }),
      'file.choose': async ({ title }) => ({ path: (await parts.files.choose?.(title)) ?? null }),
      'outage.get': async ({ id }) => {
        const record = await history.outage(id);
        if (record === null) return null;
        const message = record.messageId === null ? null : await history.message(record.messageId);
        const outage = outageView(record);
        return {
          outage,
          affected: await affectedViews(outage, history),
          message: message === null ? null : messageView(message),
          notes: [],
        };
      },
      'alerts.query': async ({ limit }) => (await history.alerts(limit)).map(alertView),
      'notes.query': () => ({ rows: [], more: false }),
      'outage.acknowledge': () => ({ ok: true, changed: 0, undo: null }),
      'outage.unacknowledge': () => ({ ok: true, changed: 0, undo: null }),
      'outage.snooze': () => ({ ok: true, changed: 0, undo: null }),
      'mute.set': () => ({ ok: true, changed: 0, undo: null }),
      'mute.end': () => ({ ok: true, changed: 0, undo: null }),
      'device.rename': () => ({ ok: true, changed: 0, undo: null }),
      'note.add': () => ({ ok: true, changed: 0, undo: null }),
      'note.edit': () => ({ ok: true, changed: 0, undo: null }),
      'note.remove': () => ({ ok: true, changed: 0, undo: null }),
      'act.undo': () => ({ ok: true, changed: 0, undo: null }),
      'settings.get': () => this.#settingsView(),
      'settings.put': (input) => this.#put(input),
      'broker.test': async ({ broker, password }) =>
        parts.tryBroker(broker, password ?? (await parts.secrets.read(passwordName(broker.id)))),
      'connection.reconnect': ({ id }) => ({ ok: monitor.reconnect(id) }),
      'connection.renewClientId': ({ id }) => this.#renewClientId(id),
      'rehearsal.get': () => rehearsal.view(),
      'rehearsal.start': async () => {
        await rehearsal.start();
        return rehearsal.view();
      },
      'rehearsal.stop': async () => {
        await rehearsal.stop();
        return rehearsal.view();
      },
      'rehearsal.act': async ({ id, act }) => {
        await rehearsal.act(id, act);
        return rehearsal.view();
      },
    };
  }

  /** Answers a request by name with unchecked input. Rejects only for bugs. */
  async answer(name: string, input: unknown): Promise<DeskOutcome> {
    if (!Object.hasOwn(requests, name))
      return { ok: false, invalid: true, reason: `There is no request "${name.slice(0, 100)}".` };
    const known = name as RequestName;
    const parsed = requests[known].safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return {
        ok: false,
        invalid: true,
        reason: `${known}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'wrong arguments'}`,
      };
    }
    const handle = this.#handlers[known] as (checked: unknown) => Answers[RequestName] | Promise<Answers[RequestName]>;
    return { ok: true, value: await handle(parsed.data) };
  }

  async #device(key: string): Promise<Answers['device.get']> {
    const { monitor, history, clock } = this.#parts;
    const device = monitor.table.get(key);
    if (device === undefined) return null;
    return describeDevice(device, {
      history,
      table: monitor.table,
      row: (device) => monitor.lists.row(device),
      isBlind: (id) => monitor.isBlind(id),
      now: clock.now(),
      watchTopic: (watchId, convention) => {
        const settings = monitor.settings.watches.find((one) => one.id === watchId);
        const outcome = settings === undefined ? null : openWatch(settings);
        return outcome?.ok ? (outcome.watch.conventions.find((one) => one.id === convention)?.topic ?? '') : '';
      },
    });
  }

  async #settingsView(): Promise<SettingsView> {
    const names = new Set(await this.#parts.secrets.names());
    const settings = this.#parts.store.read();
    return {
      settings,
      passwordsKept: settings.brokers.filter(({ id }) => names.has(passwordName(id))).map(({ id }) => id),
      historyBytes: await this.#parts.history.size(),
    };
  }

  async #renewClientId(id: string): Promise<{ readonly ok: boolean }> {
    const { store, apply } = this.#parts;
    const before = store.read();
    if (!before.brokers.some((broker) => broker.id === id)) return { ok: false };
    const clientId = `willwatch${randomBytes(6).toString('hex')}`;
    const settings = {
      ...before,
      brokers: before.brokers.map((broker) => (broker.id === id ? { ...broker, clientId } : broker)),
    };
    await store.write(settings);
    await apply(settings);
    return { ok: true };
  }

  async #put({ settings, passwords }: CheckedInput<'settings.put'>): Promise<Answers['settings.put']> {
    const { store, secrets, words, apply } = this.#parts;
    const checked = checkSettings(settings);
    if (!checked.ok) return { ok: false, reason: words().notices.badSettings(checked.reason) };
    for (const [id, password] of Object.entries(passwords)) await secrets.write(passwordName(id), password);
    await store.write(checked.settings);
    await apply(checked.settings);
    return { ok: true, view: await this.#settingsView() };
  }
}

function historyRow(row: TimelineRecord): HistoryRow {
  return row.kind === 'outage'
    ? { kind: 'outage', at: row.at, outage: outageView(row.outage) }
    : { kind: 'blind', at: row.at, blindSpot: blindSpotView(row.blindSpot) };
}
