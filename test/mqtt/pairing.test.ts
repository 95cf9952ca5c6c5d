import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pairing } from '../../main/mqtt/pairing.ts';

const bytes = (text: string) => Buffer.from(text);

describe('pairing of the two copies of a message', () => {
  it('the second copy is the twin, whichever side is first', () => {
    const pairing = new Pairing<string>();
    expect(pairing.meet('live', 't', bytes('x'), false, 0, 'first')).toBeNull();
    expect(pairing.meet('kept', 't', bytes('x'), false, 1, 'second')).toBe('first');
    expect(pairing.meet('kept', 't', bytes('x'), false, 2, 'third')).toBeNull();
    expect(pairing.meet('live', 't', bytes('x'), false, 3, 'fourth')).toBe('third');
    expect(pairing.size).toBe(0);
  });

  it('the same message twice is told twice', () => {
    const pairing = new Pairing<number>();
    const told = (['live', 'live', 'kept', 'kept'] as const).filter(
      (side, n) => pairing.meet(side, 't', bytes('x'), false, n, n) === null,
    );
    expect(told).toEqual(['live', 'live']);
  });

  it('another topic, payload or retain flag is another message', () => {
    const pairing = new Pairing<number>();
    expect(pairing.meet('live', 't', bytes('x'), false, 0, 0)).toBeNull();
    expect(pairing.meet('kept', 'u', bytes('x'), false, 0, 1)).toBeNull();
    expect(pairing.meet('kept', 't', bytes('y'), false, 0, 2)).toBeNull();
    expect(pairing.meet('kept', 't', bytes('x'), true, 0, 3)).toBeNull();
    expect(pairing.meet('kept', 't', Buffer.alloc(256 * 1024, 1), false, 0, 4)).toBeNull();
    expect(pairing.meet('live', 't', Buffer.alloc(256 * 1024, 1), false, 0, 5)).toBe(4);
  });

  it('a copy without a twin is forgotten: a live one after a minute, a kept one after ten seconds', () => {
    const pairing = new Pairing<number>();
    pairing.meet('live', 'a', bytes('x'), false, 0, 0);
    pairing.meet('kept', 'b', bytes('x'), false, 0, 1);
    expect(pairing.meet('live', 'b', bytes('x'), false, 10_001, 2)).toBeNull();
    expect(pairing.meet('kept', 'a', bytes('x'), false, 60_001, 3)).toBeNull();
  });

  it('forgets everything when a connection is lost', () => {
    const pairing = new Pairing<number>();
    pairing.meet('live', 'a', bytes('x'), false, 0, 0);
    pairing.reset();
    expect(pairing.size).toBe(0);
    expect(pairing.meet('kept', 'a', bytes('x'), false, 1, 1)).toBeNull();
  });

  it('does not grow without bound when one side says nothing', () => {
    const pairing = new Pairing<number>();
    for (let n = 0; n < 250_000; n++) pairing.meet('live', `t${n}`, bytes('x'), false, 0, n);
    expect(pairing.size).toBeLessThanOrEqual(200_000);
    expect(pairing.meet('kept', 't249999', bytes('x'), false, 1, -1)).toBe(249_999);
  });

  it('tells max(live, kept) of equal messages in any interleaving', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('live' as const, 'kept' as const), { maxLength: 60 }), (sides) => {
        const pairing = new Pairing<number>();
        const told = sides.filter((side, n) => pairing.meet(side, 't', bytes('x'), false, 0, n) === null).length;
        const live = sides.filter((side) => side === 'live').length;
        // Never fewer than the side with more; each twin saves one.
        expect(told).toBeGreaterThanOrEqual(Math.max(live, sides.length - live));
        expect(told + pairedOf(sides)).toBe(sides.length);
      }),
    );
  });
});

function pairedOf(sides: readonly ('live' | 'kept')[]): number {
  let waiting = 0;
  let pairs = 0;
  for (const side of sides) {
    const step = side === 'live' ? 1 : -1;
    if (Math.sign(waiting) === -step) pairs++;
    waiting += step;
  }
  return pairs;
}
