import { expect, test } from 'vitest';
import { type SettingsInput, settingsSchema } from '../../main/contract/settings.ts';
import { addSettings, changesBetween } from '../../main/settings/import-changes.ts';

const of = (input: SettingsInput) => settingsSchema.parse(input);
const broker = (id: string, url = 'mqtt://a') => ({ id, name: id.toUpperCase(), url });
const here = of({
  brokers: [broker('a'), broker('b')],
  watches: [{ id: 'all', convention: 'auto' }],
  topology: [{ upstream: 'r', downstream: 'g' }],
  appearance: { language: 'de' },
});
const added = of({
  brokers: [broker('b', 'mqtt://new'), broker('c')],
  watches: [{ id: 'cloud', convention: 'lwtThing' }],
  topology: [
    { upstream: 'r', downstream: 'g' },
    { upstream: 'r', downstream: 'h' },
  ],
  notifications: { holdSeconds: 9 },
});

test('what is added replaces what has its id, and leaves all else alone', () => {
  const after = addSettings(here, added);
  expect(after.brokers.map(({ id, url }) => `${id} ${url}`)).toEqual(['a mqtt://a', 'b mqtt://new', 'c mqtt://a']);
  expect(after.watches.map(({ id }) => id)).toEqual(['all', 'cloud']);
  expect(after.topology.map(({ downstream }) => downstream)).toEqual(['g', 'h']);
  expect(after.notifications).toEqual(here.notifications);
  expect(after.appearance).toEqual(here.appearance);
  expect(changesBetween(here, after)).toEqual([
    { part: 'broker', kind: 'added', name: 'C' },
    { part: 'broker', kind: 'changed', name: 'B' },
    { part: 'watch', kind: 'added', name: 'cloud' },
    { part: 'pair', kind: 'added', name: 'r → h' },
  ]);
});

test('what replaces everything says also what goes', () => {
  expect(changesBetween(here, added)).toEqual([
    { part: 'broker', kind: 'added', name: 'C' },
    { part: 'broker', kind: 'changed', name: 'B' },
    { part: 'broker', kind: 'removed', name: 'A' },
    { part: 'watch', kind: 'added', name: 'cloud' },
    { part: 'watch', kind: 'removed', name: 'all' },
    { part: 'pair', kind: 'added', name: 'r → h' },
    { part: 'section', kind: 'changed', name: 'notifications' },
    { part: 'section', kind: 'changed', name: 'appearance' },
  ]);
});

test('the same settings change nothing', () => {
  expect(changesBetween(here, here)).toEqual([]);
  expect(addSettings(here, here)).toEqual(here);
});
