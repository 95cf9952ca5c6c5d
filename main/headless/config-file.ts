import { readFileSync } from 'node:fs';
import type { Flags } from './arguments.ts';

export type ConfigOutcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

/**
 * Reads settings that a person wrote by hand: the JSON of `settings.json`, with ids, names and the `{ "kind": … }` of tests left out
 * where they can be told from the rest. What does not fit is left as it is, for the check to name.
 */
export function readConfig(file: string): ConfigOutcome {
  try {
    // A byte order mark: some editors write one.
    return { ok: true, value: fillIn(JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))) };
  } catch (error) {
    return { ok: false, reason: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/**
 * What the command line adds to a file: its brokers take the place of the file's, its watches too when it names any, its hold wins.
 */
export function mergeFlags(value: unknown, flags: Flags): unknown {
  if (!isObject(value)) return value;
  const notifications = isObject(value.notifications) ? value.notifications : {};
  return {
    ...value,
    ...(flags.brokers !== undefined && { brokers: flags.brokers }),
    ...(flags.watches !== undefined && { watches: flags.watches }),
    ...(flags.holdSeconds !== null && { notifications: { ...notifications, holdSeconds: flags.holdSeconds } }),
  };
}

type Plain = Record<string, unknown>;
const isObject = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);
const each = (value: unknown, fill: (one: Plain, i: number) => Plain): unknown =>
  Array.isArray(value) ? value.map((one, i) => (isObject(one) ? fill(one, i) : one)) : value;

function fillIn(value: unknown): unknown {
  if (!isObject(value)) return value;
  const filled: Plain = { ...value };
  if ('brokers' in value) filled.brokers = each(value.brokers, fillBroker);
  if ('watches' in value) filled.watches = each(value.watches, fillWatch);
  if ('rules' in value) filled.rules = each(value.rules, fillRule);
  if (Array.isArray(value.topology))
    filled.topology = value.topology.map((pair) => (isPair(pair) ? { upstream: pair[0], downstream: pair[1] } : pair));
  return filled;
}

const isPair = (pair: unknown): pair is [string, string] => Array.isArray(pair) && pair.length === 2;

function fillBroker(broker: Plain, i: number): Plain {
  const host = typeof broker.url === 'string' && URL.canParse(broker.url) ? new URL(broker.url).host : '';
  const id = broker.id ?? (host === '' ? `broker-${i + 1}` : host);
  return { ...broker, id, name: broker.name ?? id };
}

function fillRule(rule: Plain, i: number): Plain {
  const id = rule.id ?? `rule-${i + 1}`;
  return { ...rule, id, name: rule.name ?? id };
}

function fillWatch(watch: Plain, i: number): Plain {
  const tests = Object.fromEntries(
    ['online', 'offline', 'goodbye'].filter((name) => name in watch).map((name) => [name, fillTests(watch[name])]),
  );
  return {
    ...watch,
    id: watch.id ?? `watch-${i + 1}`,
    convention: watch.convention ?? (typeof watch.topic === 'string' ? 'custom' : 'auto'),
    ...tests,
  };
}

function fillTests(tests: unknown): unknown {
  const list = Array.isArray(tests) ? tests : [tests];
  return list.map((test) => {
    if (typeof test === 'string') return { kind: 'text', text: test };
    if (isObject(test) && !('kind' in test)) return { kind: 'path' in test ? 'json' : 'text', ...test };
    return test;
  });
}
