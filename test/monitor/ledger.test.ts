import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { Ledger } from '../../main/monitor/ledger.ts';
import type { RawMessage } from '../../main/presence/message.ts';

let ledger: Ledger;
let nextId: number;
beforeEach(() => {
  ledger = new Ledger();
  nextId = 1;
  ledger.begin('c', true, 0);
});

type Given = Partial<Omit<RawMessage, 'payload'>> & { payload?: string | Uint8Array };
const meet = (side: RawMessage['side'], given: Given = {}) => {
  const { payload = 'x', ...rest } = given;
  const message: RawMessage = {
    connectionId: 'c',
    topic: 't',
    payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
    qos: 1,
    retain: false,
    dup: false,
    receivedAt: 0,
    receivedMono: 0,
    queued: false,
    packetId: null,
    properties: null,
    side,
    ...rest,
  };
  return ledger.meet(message, nextId++);
};

describe('the two copies of a message', () => {
  it('count once, whichever comes first', () => {
    expect(meet('live')).toEqual({ met: 'new' });
    expect(meet('kept', { packetId: 1 })).toEqual({ met: 'twin', messageId: 1 });
    expect(meet('kept', { packetId: 2 })).toEqual({ met: 'new' });
    expect(meet('live')).toEqual({ met: 'twin', messageId: 3 });
  });

  it('of the same message twice count twice', () => {
    expect((['live', 'live', 'kept', 'kept'] as const).map((side) => meet(side).met)).toEqual(['new', 'new', 'twin', 'twin']);
  });

  it('are told from other messages by topic, payload and the retain flag', () => {
    meet('live');
    expect(meet('kept', { topic: 'u' }).met).toBe('new');
    expect(meet('kept', { payload: 'y' }).met).toBe('new');
    expect(meet('kept', { retain: true }).met).toBe('new');
    expect(meet('kept', { payload: Buffer.alloc(256 * 1024, 1) }).met).toBe('new');
    expect(meet('live', { payload: Buffer.alloc(256 * 1024, 1) }).met).toBe('twin');
  });

  it('that never come are forgotten: a live one waits a minute for its twin, a kept one ten seconds', () => {
    meet('live', { topic: 'a' });
    meet('kept', { topic: 'b' });
    expect(meet('live', { topic: 'b', receivedMono: 10_001 }).met).toBe('new');
    expect(meet('kept', { topic: 'a', receivedMono: 60_001 }).met).toBe('new');
  });

  it('are not waited for long when the broker had kept the message: it came before the live connection', () => {
    meet('kept', { queued: true });
    expect(meet('live', { receivedMono: 2001 }).met).toBe('new');
    meet('kept', { topic: 'u', queued: true });
    expect(meet('live', { topic: 'u', receivedMono: 2000 }).met).toBe('twin');
  });

  it('of a retained message are of one SUBSCRIBE: what a session still owed of the one before has none', () => {
    meet('kept', { retain: true, queued: true });
    expect(meet('live', { retain: true })).toEqual({ met: 'new' });
    expect(meet('kept', { retain: true })).toEqual({ met: 'twin', messageId: 2 });
  });

  it('do not pile up when one side says nothing', () => {
    for (let n = 0; n < 250_000; n++) meet('live', { topic: `t${n}` });
    expect(meet('kept', { topic: 't249999' }).met).toBe('twin');
    expect(meet('kept', { topic: 't0' }).met).toBe('new');
  });

  it('count as often as the side that saw more, in any interleaving that does not cross', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('live' as const, 'kept' as const), { maxLength: 60 }), (sides) => {
        ledger = new Ledger();
        const told = sides.filter((side) => meet(side).met === 'new').length;
        const live = sides.filter((side) => side === 'live').length;
        expect(told).toBeGreaterThanOrEqual(Math.max(live, sides.length - live));
        expect(told).toBeLessThanOrEqual(sides.length);
      }),
    );
  });
});

describe('a redelivery', () => {
  it('is known by its packet id and content, also when the wire was cut in between', () => {
    meet('only', { packetId: 7 });
    expect(meet('only', { packetId: 7, dup: true })).toEqual({ met: 'old', messageId: 1 });
    ledger.end('c', 1000);
    ledger.begin('c', true, 2000);
    expect(meet('only', { packetId: 7, dup: true, receivedMono: 2000 })).toEqual({ met: 'old', messageId: 1 });
  });

  it('that we never saw is news, whatever its dup flag says', () => {
    expect(meet('only', { packetId: 7, dup: true }).met).toBe('new');
    expect(meet('only', { packetId: 7, dup: true, payload: 'other' }).met).toBe('new');
  });

  it('is not mistaken for an old message with the same id and words, long since acknowledged', () => {
    meet('only', { packetId: 7 });
    ledger.end('c', 1_000_000);
    ledger.begin('c', true, 1_001_000);
    expect(meet('only', { packetId: 7, dup: true, receivedMono: 1_001_000 }).met).toBe('new');
  });

  it('is known however long the connection was away and its attempts failed', () => {
    meet('only', { packetId: 7 });
    ledger.end('c', 1000);
    for (let at = 1000; at < 3_600_000; at += 60_000) ledger.end('c', at);
    ledger.begin('c', true, 3_600_000);
    expect(meet('only', { packetId: 7, dup: true, receivedMono: 3_600_001 })).toEqual({ met: 'old', messageId: 1 });
  });

  it('that a short life between did not bring is still known', () => {
    meet('only', { packetId: 7 });
    ledger.end('c', 1000);
    ledger.begin('c', true, 600_000);
    ledger.end('c', 601_000);
    ledger.begin('c', true, 602_000);
    expect(meet('only', { packetId: 7, dup: true, receivedMono: 602_001 })).toEqual({ met: 'old', messageId: 1 });
  });

  it('is not expected of the live connection: it is a new one each time', () => {
    meet('kept', { packetId: 1 });
    ledger.end('c', 100);
    ledger.begin('c', true, 200);
    expect(meet('live', { receivedMono: 201 }).met).toBe('new');
  });

  it('of a message whose live copy was counted before the cut is old, by dup or without', () => {
    meet('live');
    meet('live', { topic: 'u' });
    ledger.end('c', 100);
    ledger.begin('c', true, 600_000);
    expect(meet('kept', { packetId: 1, dup: true, receivedMono: 600_001 })).toEqual({ met: 'old', messageId: 1 });
    expect(meet('kept', { topic: 'u', packetId: 2, receivedMono: 600_002 })).toEqual({ met: 'old', messageId: 2 });
    expect(meet('kept', { topic: 'u', packetId: 3, receivedMono: 600_003 }).met).toBe('new');
  });

  it('does not come from a session that the broker has forgotten', () => {
    meet('live');
    meet('only', { topic: 'u', packetId: 4 });
    ledger.end('c', 100);
    ledger.begin('c', false, 200);
    expect(meet('kept', { packetId: 1, receivedMono: 201 }).met).toBe('new');
    expect(meet('kept', { topic: 'u', packetId: 4, dup: true, receivedMono: 202 }).met).toBe('new');
  });
});

describe('after a crash', () => {
  it('what history remembers is known again', () => {
    ledger = new Ledger();
    const payload = Buffer.from('x');
    const wall = 1_700_000_000_000;
    const rows = [
      { id: 1, connectionId: 'c', topic: 't', payload, receivedAt: wall, packetId: 5, awaits: null },
      { id: 2, connectionId: 'c', topic: 'u', payload, receivedAt: wall, packetId: null, awaits: 'kept' as const },
    ];
    ledger.restore(rows, () => wall + 1000, -wall);
    nextId = 10;
    ledger.begin('c', true, 5000);
    expect(meet('kept', { packetId: 5, dup: true, receivedMono: 5001 })).toEqual({ met: 'old', messageId: 1 });
    expect(meet('kept', { topic: 'u', packetId: 6, receivedMono: 5002 })).toEqual({ met: 'old', messageId: 2 });
    expect(meet('kept', { topic: 'u', packetId: 7, receivedMono: 5003 }).met).toBe('new');
  });
});
