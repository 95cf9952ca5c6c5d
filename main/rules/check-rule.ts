import { isLoopback } from '../contract/loopback.ts';
import type { Rule, RuleAction } from '../contract/rules.ts';
import { templatesOf } from '../words/action-templates.ts';
import type { Statement } from './ast.ts';
import { check } from './check.ts';
import type { Problem } from './problem.ts';
import { compileTemplate } from './template.ts';
import { compileFilter } from './topic-filter.ts';

/** What is wrong with an action besides its templates. */
export type ActionFault =
  | 'loop'
  | 'wildcard'
  | 'topic-length'
  | 'subject'
  | 'not-https'
  | 'host'
  | 'arn'
  | 'endpoint'
  | 'header'
  | 'address'
  | 'secret-twice';

/** A reason not to save a rule. `field`: `sql`, `actions.0.topic`, `errorAction.title`. */
export interface RuleProblem {
  readonly field: string;
  readonly fault: Problem | ActionFault;
}

/** Everything for which a rule is refused when it is saved, in the order of its fields. */
export function checkRule(rule: Rule): readonly RuleProblem[] {
  const checked = check(rule.sql, rule.sqlVersion);
  const problems: RuleProblem[] = checked.ok ? [] : [{ field: 'sql', fault: checked.problem }];
  const statement = checked.ok ? checked.statement : null;
  const actions = rule.actions.map((action, i) => [`actions.${i}`, action] as const);
  const all = rule.errorAction === null ? actions : [...actions, ['errorAction', rule.errorAction] as const];
  for (const [field, action] of all) problems.push(...checkAction(field, action, rule, statement));
  return [...problems, ...sharedSecrets(all)];
}

function checkAction(field: string, action: RuleAction, rule: Rule, statement: Statement | null): readonly RuleProblem[] {
  const variables = statement?.variables.map(({ name }) => name) ?? [];
  const problems: RuleProblem[] = [];
  for (const [name, text] of templatesOf(action)) {
    const compiled = compileTemplate(text, variables, rule.sqlVersion);
    // While the statement cannot be read, nobody knows which variables it sets.
    if (!compiled.ok && !(statement === null && compiled.problem.fault.code === 'variable-unset'))
      problems.push({ field: `${field}.${name}`, fault: compiled.problem });
  }
  if (problems.length > 0) return problems;
  const fault = faultOf(action, rule.connectionId, statement?.filter ?? null);
  return fault === null ? [] : [{ field: `${field}.${fault.field}`, fault: fault.fault }];
}

/** Only what stands there as it is sent can be judged before: a topic with `${…}` in it is capped when it runs. */
function faultOf(
  action: RuleAction,
  watched: string | null,
  filter: string | null,
): { readonly field: string; readonly fault: ActionFault } | null {
  switch (action.kind) {
    case 'republish': {
      if (action.topic.includes('${')) return null;
      if (/[+#\0]/.test(action.topic)) return { field: 'topic', fault: 'wildcard' };
      if (new TextEncoder().encode(action.topic).length > 65_535) return { field: 'topic', fault: 'topic-length' };
      const isWatched = action.connectionId === null || watched === null || action.connectionId === watched;
      return isWatched && filter !== null && compileFilter(filter)(action.topic) ? { field: 'topic', fault: 'loop' } : null;
    }
    case 'sns':
      if (!/^arn:[^:]+:sns:[^:]+:[^:]*:[^:]+$/.test(action.topicArn)) return { field: 'topicArn', fault: 'arn' };
      if (action.endpoint !== '' && !isEndpoint(action.endpoint)) return { field: 'endpoint', fault: 'endpoint' };
      return /[\r\n]/.test(action.subject) || (!action.subject.includes('${') && action.subject.length >= 100)
        ? { field: 'subject', fault: 'subject' }
        : null;
    case 'webhook':
      return faultOfWebhook(action);
    case 'email': {
      const wrong = action.to.findIndex((address) => !ADDRESS.test(address));
      return wrong === -1 ? null : { field: `to.${wrong}`, fault: 'address' };
    }
    case 'notification':
      return null;
  }
}

/** Messages go through no network in the clear; to this computer itself they may. */
function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}

/** A mail server judges the rest. */
const ADDRESS = /^[^\s@<>",;]+@[^\s@<>",;]+$/;
/** @see RFC 9110, 5.1 */
const HEADER = /^[!#$%&'*+.^_`|~\w-]+$/;
/** These frame the request: who sets them could smuggle another one. @see RFC 9112, 6 */
const FRAMING = /^(host|content-length|transfer-encoding|connection|upgrade|te|trailer|keep-alive|expect|proxy-.*)$/i;

function faultOfWebhook({ url, headers, secretHeader }: RuleAction & { readonly kind: 'webhook' }): {
  readonly field: string;
  readonly fault: ActionFault;
} | null {
  if (!/^https:\/\/[^/\s]/i.test(url)) return { field: 'url', fault: 'not-https' };
  const authority = /^https:\/\/[^/?#]*/i.exec(url)?.[0] ?? '';
  // A device must not say where its message and a secret go.
  if (authority.includes('$') || !URL.canParse(authority) || new URL(authority).username !== '')
    return { field: 'url', fault: 'host' };
  const isBad = (name: string): boolean => !HEADER.test(name) || FRAMING.test(name);
  const wrong = headers.findIndex(({ name }) => isBad(name));
  if (wrong !== -1) return { field: `headers.${wrong}.name`, fault: 'header' };
  return secretHeader !== '' && isBad(secretHeader) ? { field: 'secretHeader', fault: 'header' } : null;
}

/** A secret is kept by the rule and its header, so one must not go to two places. */
function sharedSecrets(actions: readonly (readonly [field: string, action: RuleAction])[]): readonly RuleProblem[] {
  const places = new Map<string, string>();
  return actions.flatMap(([field, action]): RuleProblem[] => {
    if (action.kind !== 'webhook' || action.secretHeader === '') return [];
    const origin = /^[^:]*:\/\/[^/?#]*/.exec(action.url)?.[0].toLowerCase() ?? '';
    const before = places.get(action.secretHeader.toLowerCase());
    places.set(action.secretHeader.toLowerCase(), before ?? origin);
    return before === undefined || before === origin ? [] : [{ field: `${field}.secretHeader`, fault: 'secret-twice' }];
  });
}
