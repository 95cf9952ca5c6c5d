import { describe, expect, it } from 'vitest';
import { QueueWatch } from '../../main/mqtt/queue-watch.ts';

describe('what the broker kept for us', () => {
  it('nothing is queued in a new session', () => {
    expect(new QueueWatch(false, 0, 1).arrived(1, 0)).toBe(false);
  });

  it('messages right after CONNACK are queued, until it was quiet', () => {
    const watch = new QueueWatch(true, 0, 1);
    expect(watch.arrived(5, 0)).toBe(true);
    expect(watch.arrived(200, 0)).toBe(true);
    expect(watch.arrived(460, 0)).toBe(false);
    expect(watch.arrived(461, 0)).toBe(false);
  });

  it('silence while we owe acknowledgements is not the end of the queue', () => {
    const watch = new QueueWatch(true, 0, 1);
    expect(watch.arrived(5, 0)).toBe(true);
    expect(watch.arrived(1000, 1)).toBe(true);
    watch.settled(3000);
    expect(watch.arrived(3010, 0)).toBe(true);
    expect(watch.arrived(3300, 0)).toBe(false);
  });

  it('a slow line is given two round trips more', () => {
    const watch = new QueueWatch(true, 0, 700);
    expect(watch.arrived(1600, 0)).toBe(true);
    expect(watch.arrived(3300, 0)).toBe(false);
  });

  it('a message seen live ends it', () => {
    const watch = new QueueWatch(true, 0, 1);
    expect(watch.arrived(1, 0)).toBe(true);
    watch.seenLive();
    expect(watch.arrived(2, 0)).toBe(false);
  });

  it('a line that is never quiet is taken for live after two minutes', () => {
    const watch = new QueueWatch(true, 0, 1);
    for (let at = 0; at < 120_000; at += 100) expect(watch.arrived(at, 0)).toBe(true);
    expect(watch.arrived(120_000, 0)).toBe(false);
  });
});
