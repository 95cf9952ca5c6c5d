import { expect, test } from 'vitest';
import { message, newHistory } from './records.ts';

const search = async (
  text: string,
  ids: readonly number[],
  payloads: readonly (string | Uint8Array)[],
  topic = 'site/pump-7/status',
) => {
  const history = await newHistory();
  await history.commit({
    messages: payloads.map((payload, n) =>
      message(n + 1, { topic, payload: typeof payload === 'string' ? Buffer.from(payload) : payload }),
    ),
  });
  return history.messagesSaying({ text, ids });
};

test('a text is found anywhere in a payload, in any case, and what is not there is not', async () => {
  const far = `${'x'.repeat(60_000)} No Power`;
  expect(await search('no power', [1, 2, 3, 9], [far, 'no  power', '{"reason":"NO POWER"}'])).toEqual({
    found: [1, 3],
    taken: 4,
    newest: 3,
  });
});

test('only the part of a payload that the window can show is searched', async () => {
  const { found } = await search('needle', [1, 2], [`${'x'.repeat(65_530)}needle`, `${'x'.repeat(65_536)}needle`]);
  expect(found).toEqual([1]);
});

test('the topic counts too, and what JSON has escaped, and text between bytes that are none', async () => {
  expect((await search('pump-7', [1], ['offline'])).found).toEqual([1]);
  expect((await search('grün', [1, 2], ['{"at":"Tor Gr\\u00FCn"}', '{"at":"Tor GRÜN"}'])).found).toEqual([1, 2]);
  expect((await search('pressure', [1], [Buffer.from([0xff, 0x00, 0xc3, ...Buffer.from('Pressure'), 0x80])])).found).toEqual([1]);
  expect((await search('x', [1, 2], ['', '\\u'])).found).toEqual([]);
});

test('one question reads a part, and says how far it came', async () => {
  const big = 'x'.repeat(65_536);
  const first = await search(
    'y',
    Array.from({ length: 50 }, (_, n) => n + 1),
    new Array(50).fill(big),
  );
  expect(first.taken).toBeGreaterThan(1);
  expect(first.taken).toBeLessThan(50);
  const many = await search(
    'y',
    Array.from({ length: 10_000 }, (_, n) => n + 1),
    ['y'],
  );
  expect(many.found).toEqual([1]);
  expect(many.taken).toBeLessThan(10_000);
});
