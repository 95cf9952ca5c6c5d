import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LinkReason } from '../../main/contract/model.ts';
import type { MqttProperties } from '../../main/contract/mqtt-properties.ts';
import { type SettingsInput, settingsSchema } from '../../main/contract/settings.ts';
import { openHistory } from '../../main/history/open.ts';
import type { History } from '../../main/history/port.ts';
import type { MonitorEvent } from '../../main/monitor/events.ts';
import { Monitor } from '../../main/monitor/monitor.ts';
import type { Notification, NotificationOutcome } from '../../main/monitor/ports.ts';
import type { ConnectionEvents, ConnectionOptions, Outgoing } from '../../main/mqtt/port.ts';
import type { Secrets } from '../../main/settings/port.ts';
import { domainEn } from '../../main/words/domain.en.ts';
import { rulesEn } from '../../main/words/rules.en.ts';
import { FakeActions } from './fake-actions.ts';
import { FakeClock } from './fake-clock.ts';

/** The other end of a connection: the test says what the broker does. */
export class FakeLink {
  readonly options: ConnectionOptions;
  readonly events: ConnectionEvents;
  readonly #clock: FakeClock;
  settled = 0;
  resyncs = 0;
  readonly published: Outgoing[] = [];
  checks = 0;
  reconnects: LinkReason[] = [];
  isStopped = false;

  constructor(options: ConnectionOptions, events: ConnectionEvents, clock: FakeClock) {
    this.options = options;
    this.events = events;
    this.#clock = clock;
  }

  connect(sessionPresent = false): void {
    this.events.connected({ sessionPresent, at: this.#clock.now() });
  }

  ready(): void {
    this.events.ready(this.options.filters.map((filter) => ({ filter, code: 1 })));
  }

  /** @param seenAt when the broker was last heard; by default just now */
  cut(code: LinkReason['code'] = 'reset', seenAt: number | null = this.#clock.now()): void {
    const at = this.#clock.now();
    this.events.blind({ reason: { code, detail: null }, at, seenAt, retryAt: at + 1000 });
  }

  say(
    topic: string,
    payload: string,
    flags: {
      retain?: boolean;
      queued?: boolean;
      dup?: boolean;
      packetId?: number | null;
      side?: 'kept' | 'live' | 'only';
      properties?: MqttProperties;
    } = {},
    settle: () => void = () => undefined,
  ): void {
    this.events.message(
      {
        connectionId: this.options.settings.id,
        topic,
        payload: new TextEncoder().encode(payload),
        qos: 1,
        retain: flags.retain ?? false,
        dup: flags.dup ?? false,
        packetId: flags.packetId ?? null,
        side: flags.side ?? 'only',
        properties: flags.properties ?? null,
        receivedAt: this.#clock.now(),
        receivedMono: this.#clock.mono(),
        queued: flags.queued ?? false,
      },
      () => {
        this.settled++;
        settle();
      },
    );
  }
}

/** A monitor on a real history file, with time, brokers and notifications in the test's hands. */
export class MonitorBench {
  readonly clock = new FakeClock();
  readonly actions = new FakeActions();
  readonly dataDir = mkdtempSync(join(tmpdir(), 'willwatch-monitor-'));
  readonly links = new Map<string, FakeLink>();
  readonly shown: Notification[] = [];
  /** Replaced in place, without a sound. */
  readonly updated: Notification[] = [];
  readonly events: MonitorEvent[] = [];
  notifierSays: NotificationOutcome = { outcome: 'shown' };
  /** Called before each commit; may throw to make it fail, or take its time. */
  beforeCommit: () => void | Promise<void> = () => undefined;
  readonly passwords = new Map<string, string>();
  readonly secrets: Secrets = {
    read: async (name) => this.passwords.get(name) ?? null,
    write: async (name, value) => void (value === null ? this.passwords.delete(name) : this.passwords.set(name, value)),
    names: async () => [...this.passwords.keys()],
  };
  monitor!: Monitor;
  history!: History;
  /** Of the present run: what an ended process had planned does not happen any more. */
  #run = { isAlive: false };

  /** Starts, also again after `kill` or `stop`, on the same file. */
  async start(settings: SettingsInput): Promise<void> {
    const opened = await openHistory({ path: join(this.dataDir, 'history.db') });
    if (!opened.ok) throw new Error(opened.reason);
    this.history = opened.history;
    this.#run.isAlive = false;
    const run = { isAlive: true };
    this.#run = run;
    const { clock } = this;
    const whileAlive = (call: () => void) => () => {
      if (run.isAlive) call();
    };
    const real = opened.history;
    const commit = real.commit.bind(real);
    real.commit = async (one) => {
      await this.beforeCommit();
      await commit(one);
    };
    this.links.clear();
    this.monitor = new Monitor(
      {
        history: real,
        secrets: this.secrets,
        notifier: {
          show: async (notification) => {
            this.shown.push(notification);
            return this.notifierSays;
          },
          update: (notification) => {
            this.updated.push(notification);
          },
        },
        openConnection: (options, events) => {
          const link = new FakeLink(options, events, this.clock);
          this.links.set(options.settings.id, link);
          return {
            start: () => undefined,
            reconnect: (reason) => {
              link.reconnects.push(reason);
            },
            check: () => {
              link.checks++;
            },
            watch: async () => undefined,
            resync: async () => {
              link.resyncs++;
              return true;
            },
            publish: async (message) => {
              link.published.push(message);
              return true;
            },
            stop: async () => {
              if (link.isStopped) return;
              link.isStopped = true;
              link.cut('stopped');
            },
          };
        },
        clock: {
          now: () => clock.now(),
          mono: () => clock.mono(),
          uptime: () => clock.uptime(),
          after: (ms, call) => clock.after(ms, whileAlive(call)),
          soon: (call) => clock.soon(whileAlive(call)),
        },
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        words: () => domainEn,
        rulesWords: () => rulesEn,
        actions: this.actions,
        formatTime: (at) => new Date(at).toISOString().slice(11, 19),
      },
      settingsSchema.parse(settings),
    );
    this.monitor.subscribe((event) => this.events.push(event));
    await this.monitor.start();
    await this.clock.settle();
  }

  link(id = 'plant'): FakeLink {
    const link = this.links.get(id);
    if (link === undefined) throw new Error(`no connection ${id}`);
    return link;
  }

  /** Connected, snapshot read. */
  async online(id = 'plant', sessionPresent = false): Promise<void> {
    this.link(id).connect(sessionPresent);
    this.link(id).ready();
    await this.clock.settle();
  }

  of<T extends MonitorEvent['type']>(type: T): Extract<MonitorEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<MonitorEvent, { type: T }> => event.type === type);
  }

  state(deviceId: string, connectionId = 'plant'): string | undefined {
    const device = this.monitor.table.get(`${connectionId}/${deviceId}`);
    return device === undefined ? undefined : this.monitor.table.state(device);
  }

  async outages() {
    const query = {
      deviceKey: null,
      text: '',
      verdicts: [],
      since: null,
      until: null,
      blindSpots: false,
      onlyOpen: false,
      rootsOnly: false,
      from: 0,
      to: 500,
    };
    const { rows } = await this.history.timeline(query);
    return rows.flatMap((row) => (row.kind === 'outage' ? [row.outage] : [])).reverse();
  }

  async blindSpots() {
    const query = {
      deviceKey: null,
      text: '',
      verdicts: [],
      since: null,
      until: null,
      blindSpots: true,
      onlyOpen: false,
      rootsOnly: false,
      from: 0,
      to: 500,
    };
    const { rows } = await this.history.timeline(query);
    return rows.flatMap((row) => (row.kind === 'blind' ? [row.blindSpot] : [])).reverse();
  }

  /** The process ends at once: nothing is flushed, no goodbye is said. */
  async kill(): Promise<void> {
    this.#run.isAlive = false;
    await this.history.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#run.isAlive = false;
    await this.history?.close().catch(() => undefined);
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

/** One broker `plant`, presence on `site/<device>/status`, and what hangs on what. */
export function plant(
  topology: readonly (readonly [upstream: string, downstream: string])[] = [],
  more: SettingsInput = {},
): SettingsInput {
  return {
    brokers: [{ id: 'plant', name: 'Plant', url: 'mqtt://127.0.0.1:1' }],
    watches: [
      {
        id: 'w',
        convention: 'custom',
        topic: 'site/{device}/status',
        online: [{ kind: 'text', text: 'online' }],
        offline: [{ kind: 'text', text: 'offline' }],
        goodbye: [{ kind: 'text', text: 'bye' }],
        lifeTopics: ['site/{device}/data'],
      },
    ],
    topology: topology.map(([upstream, downstream]) => ({ upstream, downstream })),
    ...more,
  };
}
