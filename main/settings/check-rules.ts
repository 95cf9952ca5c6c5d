import { AWS_IOT_LIMITS, isAwsIot } from '../contract/aws-iot.ts';
import type { MailSettings, Rule } from '../contract/rules.ts';
import type { Settings } from '../contract/settings.ts';
import { openWatch } from '../presence/watch.ts';
import { check } from '../rules/check.ts';
import { checkRule } from '../rules/check-rule.ts';
import { explainInRule } from '../rules/explain.ts';
import type { RulesWords } from '../words/rules.en.ts';
import { awsTopicFault } from './aws-iot-limits.ts';

/** What is wrong with the rules, or null: it names the rule, the field, and in a statement the line and column. */
export function checkRules(settings: Settings, words: RulesWords): string | null {
  const { rules, brokers } = settings;
  const seen = new Set<string>();
  for (const rule of rules) {
    if (seen.has(rule.id)) return words.twoRules(rule.id);
    seen.add(rule.id);
    const stray = brokersOf(rule).find((id) => !brokers.some((broker) => broker.id === id));
    if (stray !== undefined) return words.noBroker(rule.name, stray);
    const [problem] = checkRule(rule);
    if (problem !== undefined) return explainInRule(rule.name, problem, words);
  }
  return checkOnAws(settings, words);
}

function brokersOf({ connectionId, actions, errorAction }: Rule): readonly string[] {
  const targets = [...actions, errorAction].map((action) => (action?.kind === 'republish' ? action.connectionId : null));
  return [connectionId, ...targets].filter((id) => id !== null);
}

/** What AWS IoT Core would end the connection for, as far as it stands there as it is sent. */
function checkOnAws({ rules, brokers, watches }: Settings, words: RulesWords): string | null {
  for (const broker of brokers.filter(isAwsIot)) {
    const here = rules.filter(({ enabled, connectionId }) => enabled && isOn(broker.id, connectionId));
    const filters = here.flatMap(({ sql }) => filterOf(sql));
    const topics = rules.flatMap((rule) =>
      [...rule.actions, rule.errorAction].flatMap((action) =>
        action?.kind === 'republish' && !action.topic.includes('${') && (action.connectionId ?? rule.connectionId) === broker.id
          ? [action.topic]
          : [],
      ),
    );
    const fault = [...filters, ...topics].map(awsTopicFault).find((one) => one !== null);
    if (fault) return `${broker.name}: ${fault}`;
    const ofWatches = watches.flatMap((watch) => {
      const opened = isOn(broker.id, watch.connectionId) ? openWatch(watch) : null;
      return opened?.ok ? opened.watch.conventions.flatMap((convention) => convention.filters) : [];
    });
    const all = new Set([...ofWatches, ...filters]).size;
    // What watches alone ask for is not the rules' fault.
    if (filters.length > 0 && all > AWS_IOT_LIMITS.filters) return words.tooManyFilters(broker.name, all, AWS_IOT_LIMITS.filters);
  }
  return null;
}

const isOn = (brokerId: string, connectionId: string | null): boolean => connectionId === null || connectionId === brokerId;

function filterOf(sql: string): readonly string[] {
  const checked = check(sql);
  return checked.ok ? [checked.statement.filter] : [];
}

/** Hosts to which a plain connection stays on this computer. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** What is wrong with the mail server, or null. */
export function checkMail({ host, security, from }: MailSettings, words: RulesWords): string | null {
  if (host === '') return null;
  if (security === 'none' && !LOOPBACK.test(host)) return words.mail.plain;
  return /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(from) ? null : words.mail.from;
}
