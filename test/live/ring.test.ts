import { describe, expect, it } from 'vitest';
import { type Heard, sizeOf } from '../../main/live/heard.ts';
import { Ring } from '../../main/live/ring.ts';

const heard = (seq: number, topic = `t/${seq}`, payload = `p${seq}`): Heard => ({
  seq,
  topic,
  payload: new TextEncoder().encode(payload),
  payloadBytes: payload.length,
  qos: 0,
  retain: false,
  dup: false,
  receivedAt: seq,
});

async function seqs(ring: Ring, text = '', from = 0, to = 100): Promise<number[] | null> {
  return (await ring.rows(text, from, to))?.rows.map(({ seq }) => seq) ?? null;
}

describe('bounds', () => {
  it('keeps the newest messages of so many, and counts what left', async () => {
    const ring = new Ring({ messages: 3, bytes: 1_000_000 });
    for (let seq = 1; seq <= 5000; seq++) ring.push(heard(seq));
    expect(await seqs(ring)).toEqual([5000, 4999, 4998]);
    expect([ring.length, ring.dropped]).toEqual([3, 4997]);
    expect(ring.message(4999)?.topic).toBe('t/4999');
    expect(ring.message(4997)).toBeNull();
    expect(ring.message(5001)).toBeNull();
  });

  it('keeps no more bytes than allowed', () => {
    const big = heard(1, 't', 'x'.repeat(1000));
    const ring = new Ring({ messages: 1000, bytes: 3 * sizeOf(big) });
    for (let seq = 1; seq <= 50; seq++) ring.push(heard(seq, 't', 'x'.repeat(1000)));
    expect([ring.length, ring.bytes]).toEqual([3, 3 * sizeOf(big)]);
    ring.push(heard(51, 't', ''));
    expect(ring.bytes).toBeLessThanOrEqual(3 * sizeOf(big));
  });
});

describe('search', () => {
  it('finds a text in topic and payload, in any case, newest first, and goes on with what comes', async () => {
    const ring = new Ring({ messages: 100, bytes: 1_000_000 });
    ring.push(heard(1, 'plant/Pump', 'on'));
    ring.push(heard(2, 'plant/fan', 'PUMP off'));
    ring.push(heard(3, 'plant/fan', 'on'));
    expect(await seqs(ring, 'pump')).toEqual([2, 1]);
    ring.push(heard(4, 'x', '{"pump":1}'));
    ring.push(heard(5, 'x', 'no'));
    expect(await ring.rows('PUMP', 0, 2)).toMatchObject({ total: 3, rows: [{ seq: 4 }, { seq: 2 }] });
    expect(await seqs(ring, '')).toEqual([5, 4, 3, 2, 1]);
  });

  it('forgets what left for want of room', async () => {
    const ring = new Ring({ messages: 4, bytes: 1_000_000 });
    for (let seq = 1; seq <= 4; seq++) ring.push(heard(seq, 'same'));
    expect(await seqs(ring, 'same')).toEqual([4, 3, 2, 1]);
    for (let seq = 5; seq <= 6; seq++) ring.push(heard(seq, seq === 5 ? 'other' : 'same'));
    expect(await seqs(ring, 'same')).toEqual([6, 4, 3]);
  });

  it('costs nothing while nobody asks: a payload is decoded when it is looked for', async () => {
    const ring = new Ring({ messages: 100, bytes: 1_000_000 });
    expect(await seqs(ring, 'find')).toEqual([]);
    let reads = 0;
    const told = { ...heard(1, 'x') };
    Object.defineProperty(told, 'payload', {
      get: () => {
        reads++;
        return Buffer.from('find');
      },
    });
    ring.push(told);
    // Its length.
    expect(reads).toBe(1);
    ring.push(heard(2, 'find'));
    expect(await seqs(ring, 'find')).toEqual([2, 1]);
  });

  it('ends also when more comes faster than it can look', async () => {
    const ring = new Ring({ messages: 1000, bytes: 100_000_000 });
    const payload = 'x'.repeat(600_000);
    for (let seq = 1; seq <= 6; seq++) ring.push(heard(seq, 'find', payload));
    let seq = 6;
    let comes = true;
    const flow = () => {
      for (let n = 0; n < 4; n++) ring.push(heard(++seq, 'find', payload));
      if (comes) setImmediate(flow);
    };
    flow();
    expect((await seqs(ring, 'find'))?.length).toBeGreaterThan(0);
    comes = false;
  });

  it('gives way to another text asked for meanwhile', async () => {
    const ring = new Ring({ messages: 100, bytes: 1_000_000 });
    for (let seq = 1; seq <= 9; seq++) ring.push(heard(seq));
    const [first, second] = await Promise.all([seqs(ring, 't/1'), seqs(ring, 't/2')]);
    expect([first, second]).toEqual([null, [2]]);
  });

  it('misses nothing that comes while it looks', async () => {
    const ring = new Ring({ messages: 1000, bytes: 100_000_000 });
    const payload = 'x'.repeat(200_000);
    for (let seq = 1; seq <= 20; seq++) ring.push(heard(seq, 'find', payload));
    const asked = seqs(ring, 'find');
    ring.push(heard(21, 'find', ''));
    await new Promise((resolve) => setImmediate(resolve));
    ring.push(heard(22, 'find', ''));
    expect((await asked)?.length).toBeGreaterThanOrEqual(20);
    expect((await seqs(ring, 'find'))?.length).toBe(22);
  });
});

it('takes up what came during a pause, also behind a gap', async () => {
  const ring = new Ring({ messages: 4, bytes: 1_000_000 });
  for (let seq = 1; seq <= 2; seq++) ring.push(heard(seq));
  expect(await seqs(ring, 't/')).toEqual([2, 1]);
  const meanwhile = new Ring({ messages: 2, bytes: 1_000_000 });
  for (let seq = 3; seq <= 6; seq++) meanwhile.push(heard(seq));
  ring.append(meanwhile);
  expect(await seqs(ring, 't/')).toEqual([6, 5, 2, 1]);
  expect(ring.dropped).toBe(2);
  expect([ring.message(2)?.seq, ring.message(4), ring.message(5)?.seq]).toEqual([2, null, 5]);
});
