import { beforeEach, describe, expect, it } from 'vitest';
import type { UpdateWay } from '../../main/contract/model.ts';
import type { Settings } from '../../main/contract/settings.ts';
import { type Release, type UpdateMemory, type UpdateQuestion, type Updater, Updates } from '../../main/electron/updates.ts';
import { desktopEn } from '../../main/words/desktop.en.ts';
import { FakeClock } from '../helpers/fake-clock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SECOND_VERSION: Release = { version: '2.0.0', notes: 'Better.' };

/** A server, a person, and what happened, in order. */
class Bench implements Updater {
  readonly clock = new FakeClock();
  readonly did: string[] = [];
  readonly questions: UpdateQuestion[] = [];
  settings: Settings['updates'] = { check: 'ask', channel: 'stable' };
  memory: UpdateMemory = { checkedAt: null, skipped: null };
  isIncident = false;
  release: Release | null = SECOND_VERSION;
  answers: ('yes' | 'later' | 'skip')[] = [];
  failing: Error | null = null;
  /** What happens while it downloads. */
  meanwhile = (): void => undefined;
  readonly updates: Updates;

  constructor(way: UpdateWay = 'asked') {
    this.updates = new Updates({
      way,
      openUpdater: async () => this,
      settings: () => this.settings,
      isIncident: () => this.isIncident,
      ask: async (question) => {
        this.questions.push(question);
        this.did.push(`asked to ${question.kind}`);
        return this.answers.shift() ?? 'later';
      },
      memory: {
        read: () => this.memory,
        write: (memory) => {
          this.memory = memory;
        },
      },
      clock: this.clock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      words: () => desktopEn.updates,
      changed: () => undefined,
      quit: () => {
        this.did.push('quit');
        this.updates.stop();
        this.did.push(this.updates.installOnLeaving() ? 'left' : 'left without');
      },
    });
  }

  async newest(channel: string): Promise<Release | null> {
    this.did.push(`looked for ${channel}`);
    if (this.failing !== null) throw this.failing;
    return this.release;
  }
  async download(): Promise<void> {
    this.did.push('downloaded');
    this.meanwhile();
    if (this.failing !== null) throw this.failing;
  }
  install(): void {
    this.did.push('installed');
  }
}

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});

describe('by itself', () => {
  it('looks a minute after the start and then once a day', async () => {
    bench.release = null;
    bench.updates.start();
    expect(bench.did).toEqual([]);
    await bench.clock.pass(60_000);
    expect(bench.did).toEqual(['looked for stable']);
    expect(bench.updates.view()).toMatchObject({ phase: 'idle', version: null, checkedAt: bench.clock.now() });
    await bench.clock.pass(DAY - HOUR);
    expect(bench.did).toHaveLength(1);
    await bench.clock.pass(HOUR);
    expect(bench.did).toHaveLength(2);
    bench.updates.stop();
    await bench.clock.pass(3 * DAY);
    expect(bench.did).toHaveLength(2);
  });

  it('does not look again after a restart on the same day', async () => {
    bench.memory = { checkedAt: bench.clock.now() - HOUR, skipped: null };
    bench.updates.start();
    await bench.clock.pass(22 * HOUR);
    expect(bench.did).toEqual([]);
    await bench.clock.pass(2 * HOUR);
    expect(bench.did).toContain('looked for stable');
  });

  it('never looks when that is off, nor where a package manager brings new versions', async () => {
    bench.settings = { check: 'off', channel: 'stable' };
    bench.updates.start();
    await bench.clock.pass(3 * DAY);
    expect(bench.did).toEqual([]);
    for (const way of ['packages', 'nowhere', 'checkout'] as const) {
      const other = new Bench(way);
      other.updates.start();
      await other.clock.pass(3 * DAY);
      await other.updates.check();
      expect(other.did).toEqual([]);
      expect(other.updates.view()).toMatchObject({ way, phase: 'idle' });
    }
  });

  it('downloads and installs only what was agreed to, and installs when everything has stopped', async () => {
    bench.answers = ['later', 'yes'];
    bench.updates.start();
    await bench.clock.pass(60_000);
    expect(bench.did).toEqual(['looked for stable', 'asked to install']);
    expect(bench.questions[0]?.release).toEqual(SECOND_VERSION);
    expect(bench.updates.view()).toMatchObject({ phase: 'found', version: '2.0.0' });
    await bench.clock.pass(DAY);
    expect(bench.did.slice(2)).toEqual(['looked for stable', 'asked to install', 'downloaded', 'quit', 'installed', 'left']);
  });

  it('does not ask again for a skipped version, and does for the one after it', async () => {
    bench.answers = ['skip'];
    bench.updates.start();
    await bench.clock.pass(3 * DAY);
    expect(bench.questions).toHaveLength(1);
    bench.release = { version: '2.0.1', notes: '' };
    await bench.clock.pass(DAY);
    expect(bench.questions.map(({ release }) => release.version)).toEqual(['2.0.0', '2.0.1']);
  });
});

describe('in the middle of an incident', () => {
  it('asks nothing until it is acknowledged or over', async () => {
    bench.isIncident = true;
    bench.updates.start();
    await bench.clock.pass(10 * HOUR);
    expect(bench.did).toEqual(['looked for stable']);
    expect(bench.updates.view()).toMatchObject({ phase: 'held', version: '2.0.0' });
    bench.isIncident = false;
    await bench.clock.pass(HOUR);
    expect(bench.did).toEqual(['looked for stable', 'asked to install']);
  });

  it('that begins during the download, does not restart, and asks anew when it is over', async () => {
    bench.answers = ['yes', 'yes'];
    bench.meanwhile = () => {
      bench.isIncident = true;
    };
    await bench.updates.check();
    await bench.clock.pass(0);
    expect(bench.did).toEqual(['looked for stable', 'asked to install', 'downloaded']);
    expect(bench.updates.view().phase).toBe('held');
    bench.isIncident = false;
    bench.updates.start();
    await bench.clock.pass(HOUR);
    expect(bench.did.slice(3)).toEqual(['asked to restart', 'quit', 'installed', 'left']);
  });

  it('does not ask even when a person looks', async () => {
    bench.isIncident = true;
    expect(await bench.updates.check()).toMatchObject({ phase: 'held', version: '2.0.0' });
    expect(bench.questions).toEqual([]);
  });
});

describe('when a person looks', () => {
  it('asks at once, also for a skipped version and when looking is off, in the channel of the settings', async () => {
    bench.settings = { check: 'off', channel: 'beta' };
    bench.memory = { checkedAt: null, skipped: '2.0.0' };
    await bench.updates.check();
    expect(bench.did).toEqual(['looked for beta', 'asked to install']);
  });

  it('a downloaded version is not downloaded again', async () => {
    bench.answers = ['yes', 'later'];
    bench.meanwhile = () => {
      bench.isIncident = true;
    };
    await bench.updates.check();
    await bench.clock.pass(0);
    bench.isIncident = false;
    await bench.updates.check();
    await bench.clock.pass(0);
    expect(bench.did).toEqual(['looked for stable', 'asked to install', 'downloaded', 'asked to restart']);
    expect(bench.updates.view()).toMatchObject({ phase: 'ready', version: '2.0.0' });
  });

  it('a failure is told in words, and a later look can succeed', async () => {
    bench.failing = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    expect(await bench.updates.check()).toMatchObject({
      phase: 'failed',
      reason: 'The server for updates could not be reached (connect ECONNREFUSED). It is tried again tomorrow.',
    });
    bench.failing = null;
    bench.release = null;
    expect(await bench.updates.check()).toMatchObject({ phase: 'idle', reason: null });
  });

  it('a download that is not what was published is not installed', async () => {
    bench.answers = ['yes'];
    bench.meanwhile = () => {
      bench.failing = Object.assign(new Error('sha512 checksum mismatch'), { code: 'ERR_CHECKSUM_MISMATCH' });
    };
    await bench.updates.check();
    await bench.clock.pass(0);
    expect(bench.did).not.toContain('quit');
    expect(bench.updates.view()).toMatchObject({ phase: 'failed', reason: expect.stringMatching(/^What was downloaded is not/) });
    expect(bench.updates.installOnLeaving()).toBe(false);
  });
});
