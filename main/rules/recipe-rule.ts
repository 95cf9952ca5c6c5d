import { RULE_PER_MINUTE } from '../contract/limits.ts';
import type { RulesWords } from '../words/rules.en.ts';
import type { RuleDraft } from './aws-rule.ts';
import { DEFAULT_SQL_VERSION } from './version.ts';

/**
 * The rule of the cloud recipe, ready for lwtThing: who lost its connection is told, and the will is republished on `/lwt/executed`.
 * @see https://aws.amazon.com/blogs/iot/monitor-aws-iot-connections-in-near-real-time-using-mqtt-lwt/
 */
export function recipeRule(words: RulesWords): RuleDraft {
  const device = '\u0024{state.reported.client_id}';
  return {
    name: words.recipe.name,
    description: words.recipe.description,
    sql: "SELECT * FROM '/last/will/topic' where state.reported.last_will = 'yes' and state.reported.trigger_action = 'on'",
    sqlVersion: DEFAULT_SQL_VERSION,
    enabled: true,
    actions: [
      { kind: 'notification', title: words.recipe.title(device), body: words.recipe.body, urgency: 'critical' },
      { kind: 'republish', topic: '/lwt/executed', qos: 0, retain: false, connectionId: null, roleArn: '' },
    ],
    errorAction: null,
    connectionId: null,
    perMinute: RULE_PER_MINUTE,
  };
}
