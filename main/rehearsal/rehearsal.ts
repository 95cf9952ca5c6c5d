import type { RehearsalNode, RehearsalView } from '../contract/model.ts';
import { type BrokerSettings, brokerSettings, type Settings, type WatchSettings, watchSettings } from '../contract/settings.ts';
import type { RehearsalControl } from '../monitor/desk.ts';
import type { RehearsalBroker } from './broker.ts';
import { SiteDevice, statusTopic, telemetryTopic } from './site-device.ts';
import { type PlannedNode, pairsOf, planSite } from './site-plan.ts';

export const REHEARSAL_ID = 'rehearsal';
/** Clients that start at the same moment: a whole site comes back in about a second. */
const BOOT_AT_ONCE = 16;

type Plug = 'on' | 'unplugged' | 'shut-down';

/**
 * The rehearsal: an embedded broker and a simulated site, every thing in it a real MQTT client with a real will.
 * Pull a plug, and what hangs behind it goes too.
 */
export class Rehearsal implements RehearsalControl {
  readonly #nodes: readonly PlannedNode[] = planSite();
  readonly #byId = new Map(this.#nodes.map((node) => [node.id, node]));
  readonly #plugs = new Map<string, Plug>();
  readonly #devices = new Map<string, SiteDevice>();
  readonly #changed: () => void;
  readonly #settingsChanged: () => Promise<void>;
  #broker: RehearsalBroker | null = null;

  /**
   * @param changed called whenever the view may differ
   * @param settingsChanged called when `settings` gives something else; resolves when that is in force
   */
  constructor(changed: () => void, settingsChanged: () => Promise<void>) {
    this.#changed = changed;
    this.#settingsChanged = settingsChanged;
  }

  view(): RehearsalView {
    const running = this.#broker !== null;
    return {
      running,
      brokerUrl: this.#broker?.url ?? null,
      nodes: running ? this.#nodes.map((node) => this.#nodeView(node)) : [],
    };
  }

  async start(): Promise<void> {
    if (this.#broker !== null) return;
    // Loaded when it is wanted: most runs never rehearse.
    const { openBroker } = await import('./broker.ts');
    const broker = await openBroker();
    this.#broker = broker;
    for (const node of this.#nodes) {
      this.#plugs.set(node.id, 'on');
      this.#devices.set(node.id, new SiteDevice(node, broker.url));
    }
    await this.#boot(this.#nodes);
    await this.#settingsChanged();
    this.#changed();
  }

  async stop(): Promise<void> {
    const broker = this.#broker;
    if (broker === null) return;
    this.#broker = null;
    // First nobody watches any more: the end of the rehearsal is no outage.
    await this.#settingsChanged();
    for (const device of this.#devices.values()) device.pull();
    await broker.stop();
    this.#changed();
  }

  async act(id: string, act: 'unplug' | 'shut-down' | 'restore'): Promise<void> {
    const node = this.#byId.get(id);
    if (node === undefined || this.#broker === null) return;
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
    this.#changed();
  }

  /** What must be watched for the rehearsal, added to the person's settings; nothing while it does not run. */
  extend(settings: Settings): Settings {
    if (this.#broker === null) return settings;
    const broker: BrokerSettings = brokerSettings.parse({ id: REHEARSAL_ID, name: 'Rehearsal', url: this.#broker.url });
    const watch: WatchSettings = watchSettings.parse({
      id: REHEARSAL_ID,
      connectionId: REHEARSAL_ID,
      convention: 'custom',
      topic: statusTopic('{device}'),
      online: [{ kind: 'json', path: 'state', equals: 'online' }],
      offline: [{ kind: 'json', path: 'state', equals: 'offline' }],
      goodbye: [{ kind: 'json', path: 'state', equals: 'signed-off' }],
      lifeTopics: [telemetryTopic('{device}')],
    });
    return {
      ...settings,
      brokers: [...settings.brokers.filter(({ id }) => id !== REHEARSAL_ID), broker],
      watches: [...settings.watches.filter(({ id }) => id !== REHEARSAL_ID), watch],
      topology: [...settings.topology, ...pairsOf(this.#nodes, REHEARSAL_ID)],
    };
  }

  async #boot(nodes: readonly PlannedNode[]): Promise<void> {
    for (let i = 0; i < nodes.length; i += BOOT_AT_ONCE) {
      const batch = nodes.slice(i, i + BOOT_AT_ONCE).filter((node) => !this.#devices.get(node.id)?.connected);
      await Promise.all(batch.map((node) => this.#devices.get(node.id)?.boot()));
      this.#changed();
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
