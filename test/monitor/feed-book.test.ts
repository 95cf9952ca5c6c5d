import { describe, expect, it } from 'vitest';
import { FeedBook } from '../../main/monitor/feed-book.ts';
import { openFeed } from '../../main/presence/feed.ts';

const opened = openFeed([{ topic: '{device}/#', values: [{ path: 'v', label: 'Battery', unit: 'V' }] }]);
const feed = opened.ok && opened.feed !== null ? opened.feed : null;
if (feed === null) throw new Error('not opened');

type Said = Parameters<FeedBook['note']>[2];

const said = (topic: string, v: unknown, more: Partial<Said> = {}): Said => ({
  topic,
  payload: new TextEncoder().encode(JSON.stringify({ v })),
  receivedAt: 1000,
  freshness: 'live',
  ...more,
});

describe('the newest values of devices', () => {
  it('are one for each topic and path', () => {
    const book = new FeedBook();
    book.note('c/a', feed, said('a/1', 3.5));
    book.note('c/a', feed, said('a/2', 7));
    book.note('c/a', feed, said('a/1', 3.7, { receivedAt: 2000 }));
    expect(book.of('c/a')).toEqual([
      { topic: 'a/1', path: 'v', label: 'Battery', unit: 'V', value: '3.7', at: 2000, freshness: 'live' },
      { topic: 'a/2', path: 'v', label: 'Battery', unit: 'V', value: '7', at: 1000, freshness: 'live' },
    ]);
    expect(book.of('c/b')).toEqual([]);
    book.note('c/a', feed, said('a/1', 3.7, { receivedAt: 3000 }));
    expect(book.of('c/a').map(({ topic }) => topic)).toEqual(['a/1', 'a/2']);
    book.forget('c/a');
    expect([book.of('c/a'), book.bytes]).toEqual([[], 0]);
  });

  it('are not replaced by what a broker retained', () => {
    const book = new FeedBook();
    book.note('c/a', feed, said('a/1', 1, { freshness: 'retained' }));
    expect(book.of('c/a')).toMatchObject([{ value: '1', freshness: 'retained' }]);
    book.note('c/a', feed, said('a/1', 2));
    book.note('c/a', feed, said('a/1', 3, { freshness: 'retained' }));
    expect(book.of('c/a')).toMatchObject([{ value: '2', freshness: 'live' }]);
  });

  it('are bounded for a device that says more and more, and for all together', () => {
    const book = new FeedBook();
    for (let n = 0; n < 1000; n++) book.note('c/a', feed, said(`a/${n}`, n));
    expect(book.of('c/a')).toHaveLength(32);
    const small = new FeedBook(100_000);
    for (let n = 0; n < 10_000; n++) small.note(`c/d${n}`, feed, said(`d${n}/1`, n));
    expect(small.bytes).toBeLessThanOrEqual(100_000);
    expect(small.of('c/d0')).toEqual([]);
    expect(small.of('c/d9999')).toHaveLength(1);
  });
});
