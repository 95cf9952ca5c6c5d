import type { AlertView, Capabilities, ExportView, Overview } from '../../main/contract/model.ts';
import type { Push, Topic } from '../../main/contract/pushes.ts';
import type { Transport } from '../../main/contract/requests.ts';
import { ActLog } from '../acts/act-log.ts';
import { Unreachable } from './http-transport.ts';
import { keepSame } from './keep-same.ts';

export interface LiveState {
  readonly overview: Overview | null;
  readonly capabilities: Capabilities | null;
  /** Whether the push stream is up. Before the first connection it counts as up, so that no banner flashes. */
  readonly online: boolean;
  /** Why main turned the window away, in its own words, for example when it was started anew with another key. */
  readonly refusal: string | null;
  /** Alerts that came while this window was open and were not put away, newest first. */
  readonly fresh: readonly AlertView[];
  readonly unread: number;
  /** Files that this window asked for, newest first, until they are put away. */
  readonly exports: readonly ExportView[];
}

/** What changed: `null` keys mean any device, `everything` is said after the stream was lost and came back. */
export interface Change {
  readonly topics: ReadonlySet<Topic>;
  readonly deviceKeys: ReadonlySet<string> | null;
  readonly everything: boolean;
}

const ALL_TOPICS: ReadonlySet<Topic> = new Set<Topic>([
  'devices',
  'outages',
  'connections',
  'settings',
  'rehearsal',
  'alerts',
  'notices',
  'mutes',
  'notes',
  'rules',
]);
const OVERVIEW_TOPICS: readonly Topic[] = ['devices', 'outages', 'connections', 'notices', 'settings', 'mutes', 'rules'];
/** While a burst lasts the overview is asked for at most this often. */
const OVERVIEW_PAUSE_MS = 250;
const RETRY_MS = 2_000;
const FRESH_MAX = 50;

/** The live side of the window: one overview, one push stream, and a list of those who want to hear of changes. */
export class Live {
  readonly transport: Transport;
  readonly acts: ActLog;
  #state: LiveState = { overview: null, capabilities: null, online: true, refusal: null, fresh: [], unread: 0, exports: [] };
  readonly #stateListeners = new Set<() => void>();
  /** What was said of exports: the last word may come before the answer that names one as ours. */
  readonly #exportsSaid = new Map<number, ExportView>();
  readonly #changeListeners = new Set<(change: Change) => void>();
  readonly #sessionListeners = new Set<(id: string) => void>();
  #fetching = false;
  #again = false;
  #wasLost = false;
  #open: (path: string) => void;

  constructor(transport: Transport, open: (path: string) => void) {
    this.transport = transport;
    this.acts = new ActLog(transport);
    this.#open = open;
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    const stop = this.transport.subscribe(
      (push) => this.#take(push),
      (isOnline) => this.#setOnline(isOnline),
    );
    void this.#fetchOverview();
    void this.#fetchCapabilities();
    // Chromium hears of the network from the system; main does not.
    const networkBack = (): void => void this.transport.request('network.changed', {}).catch(() => undefined);
    window.addEventListener('online', networkBack);
    return () => {
      window.removeEventListener('online', networkBack);
      stop();
    };
  }

  readonly getState = (): LiveState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  /** Calls the listener with every change; returns its unsubscribe. */
  onChange(listener: (change: Change) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  /** Calls the listener with the id of every live page's session that has news; returns its unsubscribe. */
  onSession(listener: (id: string) => void): () => void {
    this.#sessionListeners.add(listener);
    return () => this.#sessionListeners.delete(listener);
  }

  putAway(alertId: number): void {
    this.#set({ fresh: this.#state.fresh.filter((alert) => alert.id !== alertId) });
  }

  markRead(): void {
    this.#set({ unread: 0, fresh: [] });
  }

  /** Shows from now on how an export of this window goes. */
  follow(begun: ExportView): void {
    this.#set({ exports: [this.#exportsSaid.get(begun.id) ?? begun, ...this.#state.exports] });
  }

  forgetExport(id: number): void {
    this.#set({ exports: this.#state.exports.filter((one) => one.id !== id) });
  }

  #take(push: Push): void {
    switch (push.type) {
      case 'changed': {
        const topics = new Set(push.topics);
        const { overview } = this.#state;
        if (overview) this.#show({ ...overview, revision: push.revision, counts: push.counts, flapping: push.flapping });
        if (OVERVIEW_TOPICS.some((topic) => topics.has(topic))) void this.#fetchOverview();
        this.#tell({ topics, deviceKeys: push.deviceKeys && new Set(push.deviceKeys), everything: false });
        return;
      }
      case 'alert': {
        // Main pushes what a person was to be told, also where the system did not show it: the window always does.
        const others = this.#state.fresh.filter((alert) => alert.id !== push.alert.id);
        this.#set({ fresh: [push.alert, ...others].slice(0, FRESH_MAX), unread: this.#state.unread + 1 });
        return;
      }
      case 'export': {
        this.#exportsSaid.set(push.export.id, push.export);
        const { exports } = this.#state;
        if (exports.some(({ id }) => id === push.export.id))
          this.#set({ exports: exports.map((one) => (one.id === push.export.id ? push.export : one)) });
        return;
      }
      case 'live':
        for (const listener of this.#sessionListeners) listener(push.id);
        return;
      case 'open':
        this.#open(push.path);
        return;
      default:
        // A newer main may say things that this window does not know.
        push satisfies never;
    }
  }

  #setOnline(online: boolean): void {
    if (!online) this.#wasLost = true;
    this.#set(online ? { online, refusal: null } : { online });
    // The stream does not say why it ended; a request may.
    if (!online) void this.#fetchCapabilities();
    if (online && this.#wasLost) {
      this.#wasLost = false;
      void this.#fetchOverview();
      void this.#fetchCapabilities();
      this.#tell({ topics: ALL_TOPICS, deviceKeys: null, everything: true });
    }
  }

  async #fetchOverview(): Promise<void> {
    if (this.#fetching) {
      this.#again = true;
      return;
    }
    this.#fetching = true;
    let pauseMs = OVERVIEW_PAUSE_MS;
    try {
      this.#show(await this.transport.request('overview.get', {}));
    } catch {
      // The banner says that the stream is lost; without a first overview there is nothing to show, so ask again.
      this.#again = this.#state.overview === null;
      pauseMs = RETRY_MS;
    }
    setTimeout(() => {
      this.#fetching = false;
      if (!this.#again) return;
      this.#again = false;
      void this.#fetchOverview();
    }, pauseMs);
  }

  async #fetchCapabilities(): Promise<void> {
    try {
      this.#set({ capabilities: await this.transport.request('app.capabilities', {}) });
    } catch (error) {
      if (!(error instanceof Unreachable)) this.#set({ refusal: (error as Error).message });
    }
  }

  /** What did not change keeps its identity: it comes four times a second, and who shows a part of it is drawn anew only with that. */
  #show(overview: Overview): void {
    this.#set({ overview: keepSame(this.#state.overview, overview) });
  }

  #set(part: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...part };
    for (const listener of this.#stateListeners) listener();
  }

  #tell(change: Change): void {
    for (const listener of this.#changeListeners) listener(change);
  }
}
