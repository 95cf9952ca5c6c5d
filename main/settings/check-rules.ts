import { AWS_IOT_LIMITS, isAwsIot } from '../contract/aws-iot.ts';
import type { Settings } from '../contract/settings.ts';
import { openWatch } from '../presence/watch.ts';
import { check } from '../rules/check.ts';
import { checkRule } from '../rules/check-rule.ts';
import { explainInRule } from '../rules/explain.ts';
import type { RulesWords } from '../words/rules.en.ts';
import { awsTopicFault } from './aws-iot-limits.ts';

/** What is wrong with what the rules say, or null: it names the rule, the field, and in a statement the line and column. */
export function checkRules(settings: Settings, words: RulesWords): string | null {
  for (const rule of settings.rules) {
    const [problem] = checkRule(rule);
    if (problem !== undefined) return explainInRule(rule.name, problem, words);
  }
  return checkOnAws(settings, words);
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
    const fault = [...filters, ...topics].map((topic) => awsTopicFault(topic)).find((one) => one !== null);
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
