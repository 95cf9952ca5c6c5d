import { createHash, randomBytes } from 'node:crypto';
import { isAwsIot } from '../contract/aws-iot.ts';
import { MAX_DISMISSED, MAX_WRONG } from '../contract/learning.ts';
import { NOTES_SHOWN } from '../contract/limits.ts';
import type { Capabilities, DeviceRow, HistoryRow, RehearsalView, TestStep, UpdateView } from '../contract/model.ts';
import {
  type Answers,
  type CheckedInput,
  type DeviceChoice,
  type RequestName,
  requests,
  type SettingsView,
} from '../contract/requests.ts';
import type { BrokerSettings, Settings } from '../contract/settings.ts';
import type { History, TimelineRecord } from '../history/port.ts';
import { liveHandlers } from '../live/live-desk.ts';
import type { LiveSessions } from '../live/live-sessions.ts';
import { readCertificates } from '../mqtt/certificates.ts';
import { ownClientId } from '../mqtt/client-id.ts';
import { openWatch, type Watch } from '../presence/watch.ts';
import { checkSettings } from '../settings/check.ts';
import { groupKey, withChange, withPairs } from '../settings/pairs.ts';
import { passphraseName, passwordName, type Secrets, type SettingsStore, secretNames } from '../settings/port.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { RulesWords } from '../words/rules.en.ts';
import type { PairsChange } from './act-change.ts';
import { affectedViews, describeDevice } from './device-detail.ts';
import type { Exports } from './exports.ts';
import { describeIncident } from './incident-detail.ts';
import { LookBack } from './look-back.ts';
import type { Monitor } from './monitor.ts';
import { notKept } from './not-kept.ts';
import type { Clock, PersonFiles } from './ports.ts';
import { makeReport } from './report.ts';
import { RuleDesk } from './rule-desk.ts';
import { SettingsTransfer } from './settings-transfer.ts';
import type { Surveyor } from './survey.ts';
import { TopologyDesk } from './topology-desk.ts';
import { TopologyView } from './topology-view.ts';
import { alertView, blindSpotView, messageView, noteView, storedOutageViews } from './views.ts';

/** What the window may do with the rehearsal. */
export interface RehearsalControl {
  view(): RehearsalView;
  start(language: 'en' | 'de' | null): Promise<void>;
  stop(): Promise<void>;
  act(id: string, act: 'unplug' | 'shut-down' | 'restore'): Promise<void>;
  story(what: CheckedInput<'rehearsal.story'>): Promise<void>;
}

/** What the window may do about new versions. */
export interface UpdatesControl {
  view(): UpdateView;
  check(): Promise<UpdateView>;
}

const CHECKOUT: UpdateView = { way: 'checkout', phase: 'idle', version: null, checkedAt: null, reason: null };
/** Of a shell that comes in no package. */
export const noUpdates: UpdatesControl = { view: () => CHECKOUT, check: async () => CHECKOUT };

export interface DeskParts {
  readonly monitor: Monitor;
  readonly history: History;
  readonly store: SettingsStore;
  readonly secrets: Secrets;
  readonly rehearsal: RehearsalControl;
  readonly tryBroker: (
    broker: BrokerSettings,
    secrets: { readonly password: string | null; readonly passphrase: string | null },
  ) => Promise<readonly TestStep[]>;
  /** Whether the system has a protected place for secrets. */
  readonly secretsProtected: boolean;
  /** The text that someone who helps needs. */
  readonly diagnose: () => Promise<string>;
  readonly surveyor: Surveyor;
  readonly exports: Exports;
  readonly live: LiveSessions;
  readonly files: PersonFiles;
  readonly updates: UpdatesControl;
  readonly capabilities: Capabilities;
  readonly clock: Clock;
  readonly words: () => DomainWords;
  /** What is said of rules, in the same language. */
  readonly rulesWords: () => RulesWords;
  /** What the person must know: files set aside, what failed. */
  readonly notices: () => readonly string[];
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
  readonly #transfer: SettingsTransfer;
  readonly #handlers: Handlers;
  #changing: Promise<unknown> = Promise.resolve();

  constructor(parts: DeskParts) {
    this.#parts = parts;
    const { monitor, history, rehearsal, clock } = parts;
    const { store, secrets, exports, words } = parts;
    const put = async (settings: Settings) => {
      const checked = await this.#check(settings);
      return checked.ok ? this.#replace(checked.settings) : checked;
    };
    const past = new LookBack({ history, table: monitor.table, clock: parts.clock });
    this.#transfer = new SettingsTransfer({ store, secrets, exports, words, rulesWords: parts.rulesWords, put });
    const settings = (): Settings => monitor.settings;
    const rules = new RuleDesk({ history, clock: parts.clock, settings, words: parts.rulesWords, rules: monitor.rules, exports });
    const topology = new TopologyView({
      edges: monitor.edges,
      table: monitor.table,
      lists: monitor.lists,
      clock: parts.clock,
      connections: () => monitor.settings.brokers,
      siteOf: monitor.sites.told,
      revision: () => monitor.revision,
    });
    const tree = new TopologyDesk({
      edges: monitor.edges,
      table: monitor.table,
      acts: monitor.acts,
      exports,
      clock: parts.clock,
      words,
      revision: () => monitor.revision,
      settings: () => store.read(),
      brokers: () => monitor.settings.brokers,
    });
    monitor.acts.keepPairs({
      read: () => ({ pairs: store.read().topology, ...store.read().learning }),
      write: (change) => this.#inTurn(() => this.#putPairs(change)),
    });
    this.#handlers = {
      'topology.graph': (unfolded) => monitor.edges.ready().then(() => topology.graph(unfolded)),
      'topology.tree': (query) => monitor.edges.ready().then(() => topology.tree(query)),
      'topology.edges': (query) => monitor.edges.ready().then(() => tree.edges(query)),
      'topology.suggest': (query) => tree.suggest(query),
      'topology.link': (edge) => tree.link(edge),
      'topology.unlink': (edge) => tree.unlink(edge),
      'topology.doubt': (edge) => tree.doubt(edge),
      'topology.dismiss': (group) => monitor.acts.dismiss(group),
      'topology.read': (input) => tree.read(input),
      'topology.import': (input) => tree.import(input),
      'topology.export': (input) => tree.export(input),
      ...rules.handlers,
      'app.capabilities': () => parts.capabilities,
      'app.diagnosis': async () => ({ text: await parts.diagnose() }),
      'overview.get': () => {
        const overview = monitor.overview();
        return { ...overview, notices: [...parts.notices(), ...overview.notices] };
      },
      'devices.query': (query) => ({
        revision: monitor.revision,
        from: query.from,
        ...monitor.lists.query(query),
      }),
      'devices.keys': (query) => monitor.lists.keys(query),
      'device.get': ({ key }) => this.#device(key),
      'device.affections': (query) => past.affections(query),
      'device.exportAffections': ({ key, format, name }) => exports.ofAffections(key, format, name),
      'device.figures': ({ key }) => past.figures(key),
      'report.get': (span) =>
        makeReport(span, { history, table: monitor.table, now: parts.clock.now(), mutes: monitor.mutes.views().mutes }),
      'handovers.query': ({ limit }) => history.handovers(limit),
      'handover.save': (input) => monitor.acts.saveHandover(input),
      'handover.remove': (input) => monitor.acts.removeHandover(input),
      'incident.get': ({ id }) => describeIncident(id, { history, table: monitor.table }),
      'device.messages': async ({ key, beforeId, limit }) => {
        const records = await history.messages({ deviceKey: key, beforeId, limit: limit + 1 });
        return { rows: records.slice(0, limit).map(messageView), more: records.length > limit };
      },
      'history.query': async ({ filter, from, to }) => {
        const { total, rows } = await history.timeline({ ...filter, from, to });
        return { revision: monitor.revision, total, from, rows: await this.#historyRows(rows) };
      },
      'devices.export': ({ which, name }) => parts.exports.ofDevices(this.#keysOf(which), (key) => this.#row(key), name),
      'history.export': ({ filter, format, name }) => parts.exports.ofHistory(filter, format, name),
      'export.stop': ({ id }) => ({ ok: parts.exports.stop(id) }),
      'file.choose': async ({ title }) => ({ path: (await parts.files.choose?.(title)) ?? null }),
      'outage.get': async ({ id }) => {
        const record = await history.outage(id);
        if (record === null) return null;
        const message = record.messageId === null ? null : await history.message(record.messageId);
        const [outage] = await storedOutageViews([record], { history, table: monitor.table });
        if (outage === undefined) return null;
        return {
          outage,
          affected: await affectedViews(id, { history, table: monitor.table }),
          message: message === null ? null : messageView(message),
          feed: (await history.feeds([id])).get(id) ?? [],
          notes: (await history.notes({ outageId: id, beforeId: null, limit: NOTES_SHOWN })).map(noteView),
        };
      },
      'alerts.query': async ({ limit }) => (await history.alerts(limit)).map(alertView),
      'notes.query': async ({ about, beforeId, limit }) => {
        const records = await history.notes({ ...about, beforeId, limit: limit + 1 });
        return { rows: records.slice(0, limit).map(noteView), more: records.length > limit };
      },
      'outage.acknowledge': (input) => monitor.acts.acknowledge(input),
      'outage.unacknowledge': (input) => monitor.acts.unacknowledge(input),
      'outage.snooze': (input) => monitor.acts.snooze(input),
      'mute.set': (input) => monitor.acts.mute(input),
      'mute.end': (input) => monitor.acts.endMute(input),
      'topology.companions': () => monitor.learning.proposals(),
      'maintenance.list': () => monitor.maintenance.views(),
      'maintenance.save': (input) => monitor.acts.saveMaintenance(input),
      'maintenance.remove': (input) => monitor.acts.removeMaintenance(input),
      'device.rename': (input) => monitor.acts.rename(input),
      'note.add': (input) => monitor.acts.addNote(input),
      'note.edit': (input) => monitor.acts.editNote(input),
      'note.remove': (input) => monitor.acts.removeNote(input),
      'act.undo': (input) => monitor.acts.undo(input),
      'settings.get': () => this.#settingsView(),
      'settings.put': (input) => this.#inTurn(() => this.#put(input)),
      'settings.export': ({ name, passphrase }) => this.#transfer.export(name, passphrase),
      'settings.readFile': (input) => this.#transfer.read(input),
      'settings.import': (input) => this.#inTurn(() => this.#transfer.import(input)),
      'settings.undoImport': () => this.#inTurn(() => this.#transfer.undo()),
      'broker.survey': ({ broker, password, passphrase, watches }) =>
        parts.surveyor.ofBroker(broker, { password, passphrase }, watches),
      'feed.retained': async ({ key }) => {
        const record = monitor.table.get(key)?.record;
        const feed = this.#watch(record?.watchId ?? '')?.feed ?? null;
        return record === undefined || feed === null
          ? { ok: true, values: [] }
          : parts.surveyor.retainedOf(record.connectionId, feed, record.id, clock.now());
      },
      'watch.preview': ({ watch }) => parts.surveyor.ofWatch(watch),
      'certificates.read': readCertificates,
      'broker.test': async ({ broker, password, passphrase }) =>
        parts.tryBroker(broker, {
          password: password ?? (await parts.secrets.read(passwordName(broker.id))),
          passphrase: passphrase ?? (await parts.secrets.read(passphraseName(broker.id))),
        }),
      'updates.get': () => parts.updates.view(),
      'updates.check': () => parts.updates.check(),
      'connection.reconnect': ({ id }) => ({ ok: monitor.reconnect(id) }),
      'connection.renewClientId': ({ id }) => this.#inTurn(() => this.#renewClientId(id)),
      'network.changed': () => {
        monitor.networkChanged();
        return { ok: true };
      },
      ...liveHandlers({
        sessions: parts.live,
        brokers: () => monitor.settings.brokers,
        publish: (id, message) => monitor.publish(id, message),
      }),
      'rehearsal.get': () => rehearsal.view(),
      'rehearsal.start': async ({ language }) => {
        await rehearsal.start(language);
        return rehearsal.view();
      },
      'rehearsal.stop': async () => {
        await rehearsal.stop();
        return rehearsal.view();
      },
      'rehearsal.story': async (what) => {
        await rehearsal.story(what);
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
      mutesOf: (record) => monitor.mutes.viewsOf(record),
      spansOf: (record, mutes) => monitor.mutes.spansOf(record, mutes),
      now: clock.now(),
      watchTopic: (watchId, convention) => this.#watch(watchId)?.conventions.find((one) => one.id === convention)?.topic ?? '',
      feed: this.#watch(device.record.watchId)?.feed ?? null,
      values: monitor.feeds.of(key),
    });
  }

  #watch(id: string): Watch | null {
    const settings = this.#parts.monitor.settings.watches.find((one) => one.id === id);
    const outcome = settings === undefined ? null : openWatch(settings);
    return outcome?.ok ? outcome.watch : null;
  }

  async #historyRows(rows: readonly TimelineRecord[]): Promise<readonly HistoryRow[]> {
    const { history, monitor } = this.#parts;
    const records = rows.flatMap((row) => (row.kind === 'outage' ? [row.outage] : []));
    const views = new Map((await storedOutageViews(records, { history, table: monitor.table })).map((view) => [view.id, view]));
    return rows.flatMap((row): HistoryRow[] => {
      if (row.kind === 'blind') return [{ kind: 'blind', at: row.at, blindSpot: blindSpotView(row.blindSpot) }];
      const outage = views.get(row.outage.id);
      return outage === undefined ? [] : [{ kind: 'outage', at: row.at, outage }];
    });
  }

  #row(key: string): DeviceRow | null {
    const { table, lists } = this.#parts.monitor;
    const device = table.watched(key);
    return device === undefined ? null : lists.row(device);
  }

  #keysOf(which: DeviceChoice): readonly string[] {
    return 'keys' in which ? which.keys : this.#parts.monitor.lists.matching(which.filter).map(({ record }) => record.key);
  }

  async #settingsView(): Promise<SettingsView> {
    const names = new Set(await this.#parts.secrets.names());
    const settings = this.#parts.store.read();
    const keptFor = (nameOf: (id: string) => string) =>
      settings.brokers.map(({ id }) => id).filter((id) => names.has(nameOf(id)));
    const { topology, ...shown } = settings;
    return {
      settings: shown,
      pairs: topology.length,
      revision: revisionOf(settings),
      passwordsKept: keptFor(passwordName),
      passphrasesKept: keptFor(passphraseName),
      secretsKept: [...names].filter((name) => !name.startsWith('broker:') && secretNames(settings).includes(name)),
      secretsProtected: this.#parts.secretsProtected,
      historyBytes: await this.#parts.history.size(),
    };
  }

  /** Changes of the settings come one after the other: each must see what the one before left. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(change);
    this.#changing = done.catch(() => undefined);
    return done;
  }

  async #putPairs({ pairs = new Map(), wrong = new Map(), dismissed = new Map() }: PairsChange): Promise<void> {
    const { store, apply } = this.#parts;
    const before = store.read();
    const learning = {
      // In the order of the schema, by which the revision is told.
      dismissed: withChange(before.learning.dismissed, dismissed, groupKey).slice(-MAX_DISMISSED),
      wrong: withPairs(before.learning.wrong, wrong).slice(-MAX_WRONG),
    };
    const settings = { ...before, topology: withPairs(before.topology, pairs), learning };
    await store.write(settings);
    await apply(settings);
  }

  async #renewClientId(id: string): Promise<{ readonly ok: boolean }> {
    const { store, apply } = this.#parts;
    const before = store.read();
    const of = before.brokers.find((broker) => broker.id === id);
    if (of === undefined) return { ok: false };
    const clientId = ownClientId(randomBytes(6).toString('hex'), isAwsIot(of));
    const settings = {
      ...before,
      brokers: before.brokers.map((broker) => (broker.id === id ? { ...broker, clientId } : broker)),
    };
    await store.write(settings);
    await apply(settings);
    return { ok: true };
  }

  async #put(input: CheckedInput<'settings.put'>): Promise<Answers['settings.put']> {
    const { settings, revision, passwords, passphrases } = input;
    const { store, secrets, words } = this.#parts;
    if (revision !== null && revision !== revisionOf(store.read()))
      return { ok: false, reason: words().notices.settingsChangedElsewhere, view: await this.#settingsView() };
    const checked = await this.#check(settings);
    if (!checked.ok) return checked;
    try {
      for (const [id, password] of Object.entries(passwords)) await secrets.write(passwordName(id), password);
      for (const [id, passphrase] of Object.entries(passphrases)) await secrets.write(passphraseName(id), passphrase);
      for (const [name, value] of Object.entries(input.secrets)) await secrets.write(name, value);
    } catch (error) {
      return { ok: false, reason: words().notices.secretNotKept(error instanceof Error ? error.message : String(error)) };
    }
    return this.#replace({ ...checked.settings, topology: store.read().topology });
  }

  async #check(settings: unknown) {
    const { words, rulesWords } = this.#parts;
    const { brokerFaults: brokers, watchFaults: watches } = words();
    const checked = await checkSettings(settings, 'ignore', { rules: rulesWords(), brokers, watches });
    return checked.ok ? checked : ({ ok: false, reason: words().notices.badSettings(checked.reason) } as const);
  }

  /** All of it, the pairs too. */
  async #replace(settings: Settings): Promise<Answers['settings.put']> {
    const { store, apply, words } = this.#parts;
    try {
      await store.write(settings);
    } catch (error) {
      return { ok: false, reason: notKept(error, words()) };
    }
    await apply(settings);
    return { ok: true, view: await this.#settingsView() };
  }
}

/** Of what `settings.put` replaces: the same after a restart, and when a change was taken back. */
function revisionOf({ topology: _, ...settings }: Settings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('base64url').slice(0, 16);
}
