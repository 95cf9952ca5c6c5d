import type { SettingsChange } from '../contract/requests.ts';
import type { Settings } from '../contract/settings.ts';
import { pairKey } from './pairs.ts';

/**
 * Settings with those of a file added: brokers, watches and rules of the same id are replaced, pairs that are new are added, everything else stays.
 * Watches of a broker that is nowhere cannot come from a file: it was checked as a whole.
 */
export function addSettings(here: Settings, added: Settings): Settings {
  const known = new Set(here.topology.map(pairKey));
  return {
    ...here,
    brokers: byId(here.brokers, added.brokers),
    watches: byId(here.watches, added.watches),
    rules: byId(here.rules, added.rules),
    topology: [...here.topology, ...added.topology.filter((pair) => !known.has(pairKey(pair)))],
  };
}

function byId<T extends { readonly id: string }>(here: readonly T[], added: readonly T[]): T[] {
  const known = new Set(here.map(({ id }) => id));
  return [...here.map((one) => added.find(({ id }) => id === one.id) ?? one), ...added.filter(({ id }) => !known.has(id))];
}

/** What differs between two settings, for a person who is to decide. */
export function changesBetween(before: Settings, after: Settings): readonly SettingsChange[] {
  const { brokers, watches, rules, topology, version: _, ...sections } = after;
  const pairName = ({ upstream, downstream }: Settings['topology'][number]): string => `${upstream} → ${downstream}`;
  return [
    ...listChanges(
      'broker',
      before.brokers,
      brokers,
      ({ id }) => id,
      ({ name }) => name,
    ),
    ...listChanges(
      'watch',
      before.watches,
      watches,
      ({ id }) => id,
      ({ id }) => id,
    ),
    ...listChanges(
      'rule',
      before.rules,
      rules,
      ({ id }) => id,
      ({ name }) => name,
    ),
    ...listChanges('pair', before.topology, topology, pairKey, pairName),
    ...Object.entries(sections)
      .filter(([name, value]) => !same(value, before[name as keyof Settings]))
      .map(([name]) => ({ part: 'section', kind: 'changed', name }) as const),
  ];
}

function listChanges<T>(
  part: SettingsChange['part'],
  before: readonly T[],
  after: readonly T[],
  keyOf: (one: T) => string,
  nameOf: (one: T) => string,
): SettingsChange[] {
  const old = new Map(before.map((one) => [keyOf(one), one]));
  const now = new Map(after.map((one) => [keyOf(one), one]));
  return [
    ...[...now].filter(([key]) => !old.has(key)).map(([, one]) => ({ part, kind: 'added', name: nameOf(one) }) as const),
    ...[...now]
      .filter(([key, one]) => old.has(key) && !same(one, old.get(key)))
      .map(([, one]) => ({ part, kind: 'changed', name: nameOf(one) }) as const),
    ...[...old].filter(([key]) => !now.has(key)).map(([, one]) => ({ part, kind: 'removed', name: nameOf(one) }) as const),
  ];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
