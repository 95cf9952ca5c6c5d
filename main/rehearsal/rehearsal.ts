import type { RehearsalNode, RehearsalView } from '../contract/model.ts';
import type { CheckedInput } from '../contract/requests.ts';
import { type BrokerSettings, brokerSettings, type Settings, type WatchSettings, watchSettings } from '../contract/settings.ts';
import type { RehearsalControl } from '../monitor/desk.ts';
import type { Clock } from '../monitor/ports.ts';
import type { Language } from '../words/index.ts';
import type { RehearsalBroker } from './broker.ts';
import { SiteDevice, statusTopic, telemetryTopic } from './site-device.ts';
import { type PlannedNode, pairsOf, planSite } from './site-plan.ts';
import { StoryPlayer } from './story-player.ts';

export const REHEARSAL_ID = 'rehearsal';
/** What the ids of our own clients begin with. */
const WATCHER = 'willwatch';
/** Until Willwatch has connected anew where it must, and has heard of everything that came back. */
const SETTLE_MS = 2_500;
/** Clients that start at the same moment: a whole site comes back in about a second. */
const BOOT_AT_ONCE = 16;

type Plug = 'on' | 'unplugged' | 'shut-down';

export interface RehearsalParts {
  /** Called whenever the view may differ. */
  readonly changed: () => void;
  /** Called when `extend` gives something else; resolves when that is in force. */
  readonly settingsChanged: () => Promise<void>;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** What the monitor does when the computer wakes up, for this connection alone. */
  readonly woke: (connectionId: string, asleepSince: number) => void;
  /** What its broker is called in a language; null: the one of the settings. */
  readonly name: (language: Language | null) => string;
}

/**
 * The rehearsal: an embedded broker and a simulated site, every thing in it a real MQTT client with a real will.
 * Pull a plug, and what hangs behind it goes too.
 */
export class Rehearsal implements RehearsalControl {
  readonly #nodes: readonly PlannedNode[] = planSite();
  readonly #byId = new Map(this.#nodes.map((node) => [node.id, node]));
  readonly #plugs = new Map<string, Plug>();
  readonly #devices = new Map<string, SiteDevice>();
  readonly #parts: RehearsalParts;
  readonly #story: StoryPlayer;
  #broker: RehearsalBroker | null = null;
  #url: string | null = null;
  #language: Language | null = null;
  #plugsBefore: ReadonlyMap<string, Plug> = new Map();
  /** While the computer plays asleep: since when, and what hands over what came meanwhile. */
  #asleep: { readonly since: number; readonly handOver: () => void } | null = null;

  constructor(parts: RehearsalParts) {
    this.#parts = parts;
    const stage = {
      act: (id: string, act: 'unplug' | 'restore') => this.act(id, act),
      sleep: () => this.#sleep(),
      wake: () => this.#wake(),
      stopBroker: () => this.#stopBroker(),
      startBroker: () => this.#startBroker(),
    };
    this.#story = new StoryPlayer(stage, parts.clock, parts.changed, () => this.#putBack());
  }

  view(): RehearsalView {
    const running = this.#url !== null;
    return {
      running,
      brokerUrl: this.#url,
      nodes: running ? this.#nodes.map((node) => this.#nodeView(node)) : [],
      story: this.#story.view(),
    };
  }

  /** `language`: of the window that asks; null: nobody's in particular. */
  async start(language: Language | null = null): Promise<void> {
    if (this.#url !== null) return;
    this.#language = language;
    const broker = await this.#openBroker(0);
    this.#url = broker.url;
    for (const node of this.#nodes) {
      this.#plugs.set(node.id, 'on');
      this.#devices.set(node.id, new SiteDevice(node, broker.url));
    }
    await this.#boot(this.#nodes);
    await this.#parts.settingsChanged();
    this.#parts.changed();
  }

  async stop(): Promise<void> {
    if (this.#url === null) return;
    await this.#story.stop();
    this.#url = null;
    // First nobody watches any more: the end of the rehearsal is no outage.
    await this.#parts.settingsChanged();
    for (const device of this.#devices.values()) device.pull();
    await this.#broker?.stop();
    this.#broker = null;
    this.#parts.changed();
  }

  async story(what: CheckedInput<'rehearsal.story'>): Promise<void> {
    switch (what.do) {
      case 'start':
        await this.start(what.language);
        await this.#makeWhole();
        return this.#story.start(what.id);
      case 'pause':
        return this.#story.pause();
      case 'run':
        return this.#story.run();
      case 'next':
        return this.#story.next();
      case 'stop':
        return this.#story.stop();
    }
  }

  async act(id: string, act: 'unplug' | 'shut-down' | 'restore'): Promise<void> {
    const node = this.#byId.get(id);
    if (node === undefined || this.#url === null) return;
    switch (act) {
      case 'unplug':
        this.#plugs.set(id, 'unplugged');
        for (const one of this.#behind(node)) this.#devices.get(one.id)?.pull();
        break;
      case 'shut-down': {
        this.#plugs.set(id, 'shut-down');
        await this.#devices.get(id)?.leave();
        // What hangs behind it has lost its way to the broker.
        for (const one of this.#behind(node)) this.#devices.get(one.id)?.pull();
        break;
      }
      case 'restore':
        this.#plugs.set(id, 'on');
        await this.#boot(this.#behind(node).filter((one) => this.#hasPower(one)));
        break;
    }
    this.#parts.changed();
  }

  /** What must be watched for the rehearsal, added to the person's settings; nothing while it does not run. */
  extend(settings: Settings): Settings {
    if (this.#url === null) return settings;
    const broker: BrokerSettings = brokerSettings.parse({
      id: REHEARSAL_ID,
      name: this.#parts.name(this.#language),
      url: this.#url,
      // A computer that sleeps waits for no answer either.
      keepAliveSeconds: 1200,
    });
    const watch: WatchSettings = watchSettings.parse({
      id: REHEARSAL_ID,
      connectionId: REHEARSAL_ID,
      convention: 'custom',
      topic: statusTopic('{device}'),
      online: [{ kind: 'json', path: 'state', equals: 'online' }],
      offline: [{ kind: 'json', path: 'state', equals: 'offline' }],
      goodbye: [{ kind: 'json', path: 'state', equals: 'signed-off' }],
      feedTopics: [
        {
          topic: telemetryTopic('{device}'),
          values: [
            { path: 'battery.voltage', label: 'Battery', unit: 'V' },
            { path: 'rssi', label: 'Signal', unit: 'dBm' },
          ],
        },
      ],
    });
    return {
      ...settings,
      brokers: [...settings.brokers.filter(({ id }) => id !== REHEARSAL_ID), broker],
      watches: [...settings.watches.filter(({ id }) => id !== REHEARSAL_ID), watch],
      topology: [...settings.topology, ...pairsOf(this.#nodes, REHEARSAL_ID)],
    };
  }

  async #openBroker(port: number): Promise<RehearsalBroker> {
    // Loaded when it is wanted: most runs never rehearse.
    const { openBroker } = await import('./broker.ts');
    this.#broker = await openBroker(port);
    return this.#broker;
  }

  async #stopBroker(): Promise<void> {
    this.#wake();
    const broker = this.#broker;
    this.#broker = null;
    await broker?.stop();
    // Their connections are gone; they come back with the broker.
    for (const device of this.#devices.values()) device.pull();
    this.#parts.changed();
  }

  async #startBroker(): Promise<void> {
    if (this.#broker !== null || this.#url === null) return;
    await this.#openBroker(Number(new URL(this.#url).port));
    await this.#boot(this.#nodes.filter((node) => this.#hasPower(node)));
    this.#parts.changed();
  }

  #sleep(): void {
    if (this.#asleep !== null || this.#broker === null) return;
    this.#asleep = { since: this.#parts.clock.now(), handOver: this.#broker.holdBack(WATCHER) };
  }

  #wake(): void {
    const asleep = this.#asleep;
    if (asleep === null) return;
    this.#asleep = null;
    // As in a computer that wakes up: first it is noticed, then what waited in the sockets is read.
    this.#parts.woke(REHEARSAL_ID, asleep.since);
    asleep.handOver();
  }

  /** A story is about a whole site, as Willwatch sees it; what was unplugged is so again when it is over. */
  async #makeWhole(): Promise<void> {
    const isUnsettled = this.#story.isPlaying;
    // In place of another one: what was before that one is what to go back to.
    if (!isUnsettled) this.#plugsBefore = new Map(this.#plugs);
    this.#story.abandon();
    this.#wake();
    await this.#startBroker();
    const off = this.#nodes.filter(({ id }) => this.#plugs.get(id) !== 'on');
    for (const { id } of off) await this.act(id, 'restore');
    if (isUnsettled || off.length > 0) await new Promise<void>((resolve) => this.#parts.clock.after(SETTLE_MS, resolve));
  }

  /** What a story has left undone is undone, in the order in which a site comes back: broker, then power from above. */
  async #putBack(): Promise<void> {
    this.#wake();
    await this.#startBroker();
    for (const { id } of this.#nodes) {
      const before = this.#plugsBefore.get(id) ?? 'on';
      const now = this.#plugs.get(id) ?? 'on';
      if (before === now) continue;
      await this.act(id, before === 'on' ? 'restore' : before === 'unplugged' ? 'unplug' : 'shut-down');
    }
  }

  async #boot(nodes: readonly PlannedNode[]): Promise<void> {
    for (let i = 0; i < nodes.length; i += BOOT_AT_ONCE) {
      const batch = nodes.slice(i, i + BOOT_AT_ONCE).filter((node) => !this.#devices.get(node.id)?.connected);
      await Promise.all(batch.map((node) => this.#devices.get(node.id)?.boot()));
      this.#parts.changed();
    }
  }

  /** A thing and everything behind it, parents first. */
  #behind(node: PlannedNode): readonly PlannedNode[] {
    const ids = new Set([node.id]);
    for (const one of this.#nodes) if (one.parent !== null && ids.has(one.parent)) ids.add(one.id);
    return this.#nodes.filter((one) => ids.has(one.id));
  }

  #hasPower(node: PlannedNode): boolean {
    for (
      let here: PlannedNode | undefined = node;
      here !== undefined;
      here = here.parent === null ? undefined : this.#byId.get(here.parent)
    )
      if (this.#plugs.get(here.id) !== 'on') return false;
    return true;
  }

  #nodeView(node: PlannedNode): RehearsalNode {
    const plug = this.#plugs.get(node.id) ?? 'on';
    const isOn = this.#hasPower(node);
    const state = plug !== 'on' ? plug : !isOn ? 'dark' : this.#devices.get(node.id)?.connected ? 'running' : 'starting';
    return { ...node, state, deviceKey: `${REHEARSAL_ID}/${node.id}` };
  }
}
