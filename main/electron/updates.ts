import type { UpdateView, UpdateWay } from '../contract/model.ts';
import type { Settings } from '../contract/settings.ts';
import type { Clock, Logger } from '../monitor/ports.ts';
import type { DesktopWords } from '../words/desktop.en.ts';
import { isLookDue, updateFailure } from './update-facts.ts';

const FIRST_LOOK_MS = 60_000;
const LOOK_EVERY_MS = 15 * 60_000;

export interface Release {
  readonly version: string;
  /** Plain text; may be empty. */
  readonly notes: string;
}

/** What fetches and installs. electron-updater, or a test's. Its promises reject with what `updateFailure` reads. */
export interface Updater {
  /** The newest release of the channel when it is newer than this program, else null. */
  newest(channel: Settings['updates']['channel']): Promise<Release | null>;
  /** Fetches what `newest` found, and checks it. */
  download(): Promise<void>;
  /** Ends the program, installs what was downloaded, and starts it again. */
  install(): void;
}

/** A question to the person. `restart`: it is downloaded, and only the restart is left. */
export interface UpdateQuestion {
  readonly kind: 'install' | 'restart';
  readonly release: Release;
}

export interface UpdateMemory {
  readonly checkedAt: number | null;
  /** The version of which the person wants to hear no more. */
  readonly skipped: string | null;
}

export interface UpdatesParts {
  readonly way: UpdateWay;
  readonly openUpdater: () => Promise<Updater>;
  readonly settings: () => Settings['updates'];
  /** Whether an outage is open that nobody has acknowledged: no time for a question, and none to go blind. */
  readonly isIncident: () => boolean;
  readonly ask: (question: UpdateQuestion) => Promise<'yes' | 'later' | 'skip'>;
  readonly memory: { read(): UpdateMemory; write(memory: UpdateMemory): void };
  readonly clock: Clock;
  readonly log: Logger;
  readonly words: () => DesktopWords['updates'];
  /** The view changed. */
  readonly changed: () => void;
  readonly quit: () => void;
}

/**
 * Looks for a new version once a day, and asks. Nothing is downloaded or installed without a yes, nothing is asked or restarted during an
 * incident: it is held until every open outage is acknowledged or over.
 */
export class Updates {
  readonly #parts: UpdatesParts;
  #updater: Updater | null = null;
  #release: Release | null = null;
  #phase: UpdateView['phase'] = 'idle';
  #isDownloaded = false;
  #reason: string | null = null;
  #cancel: () => void = () => undefined;
  #isInstalling = false;

  constructor(parts: UpdatesParts) {
    this.#parts = parts;
  }

  start(): void {
    if (this.#parts.way === 'asked') this.#wait(FIRST_LOOK_MS);
  }

  stop(): void {
    this.#cancel();
    this.#cancel = () => undefined;
  }

  view(): UpdateView {
    const { checkedAt } = this.#parts.memory.read();
    return { way: this.#parts.way, phase: this.#phase, version: this.#release?.version ?? null, checkedAt, reason: this.#reason };
  }

  /** A person wants to know now. Returns when it is known; a question that follows is asked after that. */
  async check(): Promise<UpdateView> {
    if (this.#parts.way !== 'asked' || this.#isBusy()) return this.view();
    if (!this.#isDownloaded) await this.#look();
    if (this.#release !== null) void this.#offer();
    return this.view();
  }

  /** The way out of the program: through the installer when the person said yes to a restart. False: there is nothing to install. */
  installOnLeaving(): boolean {
    if (!this.#isInstalling || this.#updater === null) return false;
    this.#updater.install();
    return true;
  }

  #isBusy(): boolean {
    return ['checking', 'asking', 'downloading'].includes(this.#phase) || this.#isInstalling;
  }

  #wait(ms: number): void {
    this.#cancel = this.#parts.clock.after(ms, () => {
      this.#wait(LOOK_EVERY_MS);
      void this.#lookByItself();
    });
  }

  async #lookByItself(): Promise<void> {
    const { settings, memory, clock } = this.#parts;
    if (this.#isBusy()) return;
    const isDue = isLookDue(settings().check, memory.read().checkedAt, clock.now());
    if (this.#phase === 'held' && settings().check === 'ask') return this.#offer();
    if (!isDue) return;
    if (!this.#isDownloaded) await this.#look();
    else memory.write({ ...memory.read(), checkedAt: clock.now() });
    if (this.#release !== null && this.#release.version !== memory.read().skipped) await this.#offer();
  }

  async #look(): Promise<void> {
    const { openUpdater, settings, memory, clock } = this.#parts;
    this.#enter('checking');
    this.#release = null;
    try {
      this.#updater ??= await openUpdater();
      this.#release = await this.#updater.newest(settings().channel);
      this.#enter(this.#release === null ? 'idle' : 'found');
    } catch (error) {
      this.#fail(error);
    }
    // A server that fails is asked again tomorrow, too.
    memory.write({ ...memory.read(), checkedAt: clock.now() });
    this.#parts.changed();
  }

  /** Asks, now or once no incident is open, and does what the answer says. */
  async #offer(): Promise<void> {
    const { ask, isIncident, memory } = this.#parts;
    const release = this.#release;
    if (release === null) return;
    if (isIncident()) return this.#enter('held');
    this.#enter('asking');
    const answer = await ask({ kind: this.#isDownloaded ? 'restart' : 'install', release });
    if (answer === 'skip') memory.write({ ...memory.read(), skipped: release.version });
    if (answer !== 'yes') return this.#enter(this.#isDownloaded ? 'ready' : 'found');
    if (!this.#isDownloaded && !(await this.#download())) return;
    // The question may have stood there for hours, and the download taken minutes.
    if (isIncident()) return this.#enter('held');
    this.#isInstalling = true;
    this.#enter('ready');
    this.#parts.quit();
  }

  async #download(): Promise<boolean> {
    this.#enter('downloading');
    try {
      await this.#updater?.download();
      this.#isDownloaded = true;
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #enter(phase: UpdateView['phase']): void {
    this.#phase = phase;
    this.#reason = null;
    this.#parts.changed();
  }

  #fail(error: unknown): void {
    const { kind, detail } = updateFailure(error);
    this.#parts.log.warn({ kind, error: String(error) }, 'an update failed');
    this.#phase = 'failed';
    this.#reason = this.#parts.words().failed[kind](detail);
    this.#parts.changed();
  }
}
