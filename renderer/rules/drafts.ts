import type { ActionPlace, RuleProblemView } from '../../main/contract/rule-requests.ts';
import type { Rule, RuleAction } from '../../main/contract/rules.ts';
import { templatesOf } from '../../main/words/action-templates.ts';
import { freeId } from '../settings/drafts.ts';

export type ActionKind = RuleAction['kind'];
export const KINDS = ['notification', 'republish', 'email', 'webhook', 'sns'] as const satisfies readonly ActionKind[];
export const MOST_ACTIONS = 10;

/** Where rules are written that have no id yet: `new`, `new-2` … No saved rule is called so. */
const UNSAVED = /^new(-\d+)?$/;
export const isUnsavedId = (id: string): boolean => UNSAVED.test(id);

/** A rule before anything was typed; with the id of where it is written. */
export function newRule(id: string): Rule {
  return {
    id,
    name: '',
    description: '',
    sql: "SELECT * FROM ''",
    sqlVersion: '2016-03-23',
    enabled: true,
    actions: [],
    errorAction: null,
    connectionId: null,
    perMinute: 600,
  };
}

export function newAction(kind: ActionKind): RuleAction {
  switch (kind) {
    case 'notification':
      return { kind, title: '', body: '', urgency: 'normal' };
    case 'republish':
      return { kind, topic: '', qos: 0, retain: false, connectionId: null, roleArn: '' };
    case 'sns':
      return { kind, topicArn: '', region: '', format: 'raw', subject: '', endpoint: '', roleArn: '' };
    case 'email':
      return { kind, to: [], subject: '', body: '' };
    case 'webhook':
      return { kind, url: '', headers: [], secretHeader: '', timeoutSeconds: 10, privateAddresses: false };
  }
}

/** An id for a rule that is saved for the first time. */
export function idFor(name: string, taken: readonly string[]): string {
  const id = freeId(name, taken, 'rule');
  return isUnsavedId(id) ? freeId(`rule-${id}`, taken) : id;
}

/** The actions with their place, the error action last. */
export function placesOf(rule: Rule): readonly (readonly [place: ActionPlace, action: RuleAction])[] {
  const all: (readonly [ActionPlace, RuleAction])[] = rule.actions.map((action, place) => [place, action]);
  return rule.errorAction === null ? all : [...all, ['error', rule.errorAction]];
}

/** What main calls the fields of an action. */
export const fieldOf = (place: ActionPlace): string => (place === 'error' ? 'errorAction' : `actions.${place}`);

/** The fields that are empty and must not be, by what main calls them. */
export function missingIn(rule: Rule): ReadonlySet<string> {
  const missing = new Set<string>();
  const need = (field: string, text: string): void => {
    if (text.trim() === '') missing.add(field);
  };
  need('name', rule.name);
  need('sql', rule.sql);
  for (const [place, action] of placesOf(rule)) {
    const field = fieldOf(place);
    switch (action.kind) {
      case 'notification':
        need(`${field}.title`, action.title);
        break;
      case 'republish':
        need(`${field}.topic`, action.topic);
        break;
      case 'sns':
        need(`${field}.topicArn`, action.topicArn);
        break;
      case 'email':
        need(`${field}.to`, action.to.join(''));
        need(`${field}.subject`, action.subject);
        break;
      case 'webhook':
        need(`${field}.url`, action.url);
        for (const [i, { name }] of action.headers.entries()) need(`${field}.headers.${i}.name`, name);
        break;
    }
  }
  return missing;
}

const MOST_IN_STATEMENT = 65_536;
const MOST_IN_TEXT = 262_144;

/** The texts that are longer than is taken, by what main calls them, with how many characters are the most. */
export function tooLongIn(rule: Rule): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  if (rule.sql.length > MOST_IN_STATEMENT) found.set('sql', MOST_IN_STATEMENT);
  for (const [place, action] of placesOf(rule))
    for (const [name, text] of templatesOf(action))
      if (text.length > MOST_IN_TEXT) found.set(`${fieldOf(place)}.${name}`, MOST_IN_TEXT);
  return found;
}

/**
 * The rule as it can be checked and tried while it is being written: empty fields hold something harmless, and what is said of them is left out
 * by `problemsOf`.
 */
export function completed(rule: Rule): Rule {
  return {
    ...rule,
    name: rule.name.trim() === '' ? '-' : rule.name,
    sql: rule.sql === '' ? ' ' : rule.sql,
    actions: rule.actions.map(completedAction),
    errorAction: rule.errorAction && completedAction(rule.errorAction),
  };
}

function completedAction(action: RuleAction): RuleAction {
  const or = (text: string, other: string): string => (text.trim() === '' ? other : text);
  switch (action.kind) {
    case 'notification':
      return { ...action, title: or(action.title, '-') };
    case 'republish':
      // No filter means a topic with this character, so that it is no loop.
      return { ...action, topic: or(action.topic, '\u0001') };
    case 'sns':
      return { ...action, topicArn: or(action.topicArn, 'arn:aws:sns:-:-:-') };
    case 'email': {
      const to = action.to.filter((address) => address.trim().length >= 3);
      return { ...action, to: to.length > 0 ? to : ['a@b'], subject: or(action.subject, '-') };
    }
    case 'webhook':
      return {
        ...action,
        url: or(action.url, 'https://a'),
        headers: action.headers.map(({ name, value }) => ({ name: or(name, 'x'), value })),
      };
  }
}

/** What is wrong by field: what is missing is said as that. */
export function problemsByField(
  problems: readonly RuleProblemView[],
  missing: ReadonlySet<string>,
): ReadonlyMap<string, RuleProblemView> {
  const found = new Map<string, RuleProblemView>();
  for (const problem of problems) if (!missing.has(problem.field) && !found.has(problem.field)) found.set(problem.field, problem);
  return found;
}

/** Without spaces around what has none, and without what was left empty. */
export function tidied(rule: Rule): Rule {
  return {
    ...rule,
    name: rule.name.trim(),
    description: rule.description.trim(),
    actions: rule.actions.map(tidiedAction),
    errorAction: rule.errorAction && tidiedAction(rule.errorAction),
  };
}

function tidiedAction(action: RuleAction): RuleAction {
  switch (action.kind) {
    case 'email':
      return { ...action, to: action.to.map((address) => address.trim()).filter((address) => address !== '') };
    case 'webhook':
      return { ...action, url: action.url.trim(), secretHeader: action.secretHeader.trim() };
    case 'sns':
      return { ...action, topicArn: action.topicArn.trim(), region: action.region.trim(), endpoint: action.endpoint.trim() };
    case 'notification':
    case 'republish':
      return action;
  }
}

/** What the secret of a webhook's header is kept as. */
export const secretName = (ruleId: string, header: string): string => `rule:${ruleId}:${header.trim().toLowerCase()}`;

/** The topic filter behind FROM, for a list; null where there is none. */
export function filterOf(sql: string): string | null {
  let behindFrom = false;
  for (const [piece] of sql.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[\p{L}_$][\p{L}\p{N}_$]*|[^\s]/gu)) {
    const quote = piece[0];
    if (behindFrom && piece.length > 1 && (quote === "'" || quote === '"'))
      return piece.slice(1, -1).replaceAll(`${quote}${quote}`, quote);
    behindFrom = piece.toLowerCase() === 'from';
  }
  return null;
}

/** In a few words what an action does, as it is written. */
export function targetOf(action: RuleAction): string {
  switch (action.kind) {
    case 'notification':
      return action.title;
    case 'republish':
      return action.topic;
    case 'sns':
      return action.topicArn;
    case 'email':
      return action.to.filter((address) => address.trim() !== '').join(', ');
    case 'webhook':
      return action.url;
  }
}
