import { isAwsIot } from '../contract/aws-iot.ts';
import type { MailSettings, Rule } from '../contract/rules.ts';
import type { Settings } from '../contract/settings.ts';
import { checkRule } from '../rules/check-rule.ts';
import { explainInRule } from '../rules/explain.ts';
import type { RulesWords } from '../words/rules.en.ts';
import { awsTopicFault } from './aws-iot-limits.ts';

/** What is wrong with the rules, or null: it names the rule, the field, and in a statement the line and column. */
export function checkRules({ rules, brokers }: Settings, words: RulesWords): string | null {
  const seen = new Set<string>();
  for (const rule of rules) {
    if (seen.has(rule.id)) return words.twoRules(rule.id);
    seen.add(rule.id);
    const stray = brokersOf(rule).find((id) => !brokers.some((broker) => broker.id === id));
    if (stray !== undefined) return words.noBroker(rule.name, stray);
    const [problem] = checkRule(rule);
    if (problem !== undefined) return explainInRule(rule.name, problem, words);
    const awsFault = faultOnAws(rule, brokers);
    if (awsFault !== null) return awsFault;
  }
  return null;
}

function brokersOf({ connectionId, actions, errorAction }: Rule): readonly string[] {
  const targets = [...actions, errorAction].map((action) => (action?.kind === 'republish' ? action.connectionId : null));
  return [connectionId, ...targets].filter((id) => id !== null);
}

/** What AWS IoT Core would end the connection for, where the topic stands there as it is. */
function faultOnAws({ connectionId, actions, errorAction }: Rule, brokers: Settings['brokers']): string | null {
  for (const action of [...actions, errorAction]) {
    if (action?.kind !== 'republish' || action.topic.includes('${')) continue;
    const broker = brokers.find(({ id }) => id === (action.connectionId ?? connectionId));
    const fault = broker !== undefined && isAwsIot(broker) ? awsTopicFault(action.topic) : null;
    if (fault !== null) return fault;
  }
  return null;
}

/** Hosts to which a plain connection stays on this computer. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** What is wrong with the mail server, or null. */
export function checkMail({ host, security, from }: MailSettings, words: RulesWords): string | null {
  if (host === '') return null;
  if (security === 'none' && !LOOPBACK.test(host)) return words.mail.plain;
  return /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(from) ? null : words.mail.from;
}
