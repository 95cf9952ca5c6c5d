import { describe, expect, it } from 'vitest';
import { type Feed, openFeed } from '../../main/presence/feed.ts';
import { openPayload } from '../../main/presence/payload.ts';

const open = (topic: string, values: { path?: string; label?: string; unit?: string }[] = []): Feed => {
  const outcome = openFeed([{ topic, values: values.map((one) => ({ path: '', label: '', unit: '', ...one })) }]);
  if (!outcome.ok || outcome.feed === null) throw new Error('not opened');
  return outcome.feed;
};
const read = (feed: Feed, topic: string, payload: string) =>
  feed.read(topic, openPayload(new TextEncoder().encode(payload))).map(({ name, value }) => `${name.path}=${value}`);

describe('feed topics', () => {
  it('give the named values of a JSON payload as they were written', () => {
    const feed = open('plant/{device}/telemetry', [
      { path: 'battery.voltage' },
      { path: 'on' },
      { path: 'list.1' },
      { path: 'none' },
    ]);
    expect(read(feed, 'plant/p1/telemetry', '{"battery":{"voltage":11.25},"on":false,"list":[1,null]}')).toEqual([
      'battery.voltage=11.25',
      'on=false',
      'list.1=null',
    ]);
    expect(feed.deviceOf('plant/p1/telemetry')).toBe('p1');
    expect(feed.deviceOf('plant/p1/status')).toBeNull();
    expect(read(feed, 'plant/p1/status', '{"on":true}')).toEqual([]);
    expect(read(feed, 'plant/p1/telemetry', 'no json')).toEqual([]);
  });

  it('without a path give the whole message as text, and cut what is long', () => {
    const feed = open('{device}/volts');
    expect(read(feed, 'a/volts', ' 3.70 ')).toEqual(['=3.70']);
    expect(read(feed, 'a/volts', '')).toEqual([]);
    expect(read(feed, 'a/volts', 'x'.repeat(5000))[0]).toHaveLength(121);
    expect(feed.read('a/volts', openPayload(Uint8Array.of(0xff, 0xfe)))).toEqual([]);
    expect(
      read(open('{device}/v', [{ path: 'deep' }]), 'a/v', JSON.stringify({ deep: { list: Array(1000).fill(1) } }))[0],
    ).toHaveLength(125);
  });

  it('are told apart for one device alone', () => {
    const feed = open('{site}/{device}/+/v');
    expect(feed.filtersOf('p1')).toEqual(['+/p1/+/v']);
    expect(feed.filtersOf('$&')).toEqual(['+/$&/+/v']);
    expect(feed.filtersOf('a/b')).toEqual([]);
    expect(feed.filtersOf('+')).toEqual([]);
    expect(open('site-{site}/sensor-{device}/v').filtersOf('7')).toEqual(['+/sensor-7/v']);
  });

  it('need {device}', () => {
    expect(openFeed([{ topic: 'plant/+/telemetry', values: [] }])).toMatchObject({ ok: false });
    expect(openFeed([{ topic: 'plant/{device}#', values: [] }])).toMatchObject({ ok: false });
    expect(openFeed([])).toEqual({ ok: true, feed: null });
  });
});
