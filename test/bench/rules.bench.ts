/** AWS IoT SQL on one core, in this process: nothing but main/rules is measured. */
import { check } from '../../main/rules/check.ts';
import { compileRule } from '../../main/rules/evaluate.ts';
import { Message } from '../../main/rules/message.ts';
import { RuleIndex } from '../../main/rules/rule-index.ts';
import { type Bench, median, ms, percentile, type Row, thousands, within } from './rows.ts';

const SEED = "SELECT * FROM '/last/will/topic' where state.reported.last_will = 'yes' and state.reported.trigger_action = 'on'";
const TOPIC = '/last/will/topic';
const WILL = new TextEncoder().encode('{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}');
const context = { now: 0, random: () => 0 };

const LIMIT = 500_000;
const BATCH = 500_000;
const ROUNDS = 5;
const RULES = 1_000;
const LIMIT_MS = 5;
const MESSAGES = 200;

function compile(sql: string) {
  const checked = check(sql);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problem));
  return compileRule(checked.statement);
}

/** Evaluations a second of processor time, median after one round of warm-up. */
function rate(evaluate: () => void): number {
  const rates: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < BATCH; i++) evaluate();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) rates.push((BATCH * 1e6) / (user + system));
  }
  return median(rates);
}

async function run(): Promise<readonly Row[]> {
  const seed = compile(SEED);
  let matched = 0;
  const count = (message: Message): void => {
    if (seed.evaluate(message, context).kind === 'match') matched++;
  };
  const whole = rate(() => count(new Message(TOPIC, WILL)));
  const opened = new Message(TOPIC, WILL);
  const shared = rate(() => count(opened));
  if (matched !== 2 * (ROUNDS + 1) * BATCH) throw new Error('the rule did not match every time');
  return [
    {
      what: "the recipe's rule, payload decoded and parsed each time",
      measured: `${thousands(whole)}/s`,
      limit: `${thousands(LIMIT)}/s`,
      ...within(LIMIT / whole, 1),
    },
    { what: "the recipe's rule, payload parsed before", measured: `${thousands(shared)}/s`, limit: null, ok: true },
    many('1,000 rules, one message for one of them', (i) => `site/${i}/status`),
    many(
      '1,000 rules, one message for all of them',
      (i) => ['site/500/status', 'site/+/status', 'site/#', '+/500/+'][i % 4] ?? '',
    ),
  ];
}

/** Finds the rules of a message, parses it, evaluates them all. */
function many(what: string, filterOf: (i: number) => string): Row {
  const index = new RuleIndex<ReturnType<typeof compile>>();
  for (let i = 0; i < RULES; i++) {
    const rule = compile(`SELECT *, ${i} AS rule FROM '${filterOf(i)}' WHERE state.reported.last_will = 'yes'`);
    index.add(rule, rule.filter, `rule${i}`);
  }
  const took: number[] = [];
  for (let i = 0; i < MESSAGES; i++) {
    const before = process.cpuUsage();
    const message = new Message('site/500/status', WILL);
    for (const rule of index.match(message.topic))
      if (rule.evaluate(message, context).kind !== 'match') throw new Error('no match');
    const { user, system } = process.cpuUsage(before);
    took.push((user + system) / 1000);
  }
  const settled = took.slice(MESSAGES / 2);
  return {
    what,
    measured: `p50 ${exact(median(settled))}, p99 ${exact(percentile(settled, 0.99))}`,
    limit: `p99 ${ms(LIMIT_MS)}`,
    ...within(percentile(settled, 0.99), LIMIT_MS),
  };
}

const exact = (value: number): string => `${value.toFixed(3)} ms`;

export const bench: Bench = { name: 'rules', run };
