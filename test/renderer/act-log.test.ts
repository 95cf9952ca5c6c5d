import { expect, it } from 'vitest';
import type { Transport } from '../../main/contract/requests.ts';
import { ActLog } from '../../renderer/acts/act-log.ts';

/** Main as far as acts need it: answers what the test says, and notes what it was asked. */
function main(answers: readonly unknown[]) {
  const asked: unknown[] = [];
  const left = [...answers];
  const request = async (name: string, input: unknown): Promise<unknown> => {
    asked.push([name, input]);
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, log: new ActLog({ request, subscribe: () => () => undefined } as unknown as Transport) };
}

const act = (log: ActLog) => log.act('mute.end', { id: 4 }, 'Mute ended.', 'Nothing to change.');

it('says what was done, takes it back once, and keeps both in the list', async () => {
  const { asked, log } = main([
    { ok: true, changed: 1, undo: 31 },
    { ok: true, changed: 1, undo: 32 },
  ]);
  expect(await act(log)).toBe(true);
  expect(log.getActs()).toMatchObject([{ said: 'Mute ended.', failed: false, undo: expect.any(Function), fresh: true }]);
  await log.undoLast('Undone');
  expect(asked.at(-1)).toEqual(['act.undo', { id: 31 }]);
  expect(log.getActs()).toMatchObject([
    { said: 'Undone: Mute ended.', undo: expect.any(Function), fresh: true },
    { said: 'Mute ended.', undo: null, fresh: false },
  ]);
});

it('says so when nothing changed, when main refuses, and when it does not answer', async () => {
  const { log } = main([
    { ok: true, changed: 0, undo: null },
    { ok: false, reason: 'This mute is over already.' },
    new Error('No answer.'),
  ]);
  expect([await act(log), await act(log), await act(log)]).toEqual([true, false, false]);
  expect(log.getActs().map(({ said, failed, fresh }) => [said, failed, fresh])).toEqual([
    ['No answer.', true, true],
    ['This mute is over already.', true, false],
    ['Nothing to change.', false, false],
  ]);
  await log.undoLast('Undone');
  expect(log.getActs()).toHaveLength(3);
});

it('takes back what was done elsewhere in its own way, and says why it could not', async () => {
  const { asked, log } = main([]);
  log.did('A is now number 2.', async () => ({ ok: true, undo: null }));
  await log.undoLast('Undone');
  log.did('B switched off.', async () => ({ ok: false, reason: 'Somebody changed more.' }));
  await log.undoLast('Undone');
  expect(log.getActs().map(({ said, failed, undo }) => [said, failed, undo])).toEqual([
    ['Somebody changed more.', true, null],
    ['B switched off.', false, null],
    ['Undone: A is now number 2.', false, null],
    ['A is now number 2.', false, null],
  ]);
  expect(asked).toEqual([]);
});
