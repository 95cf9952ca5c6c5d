import type { Rule, RuleAction } from '../contract/rules.ts';
import type { FailureReason } from './budget.ts';
import type { Context } from './context.ts';
import { type Output, outputBytes } from './evaluate.ts';
import type { Message } from './message.ts';
import { compileTemplate, type Template } from './template.ts';
import { textOf } from './text-of.ts';
import type { Value } from './values.ts';

/** AWS's own limit of a message to SNS, in bytes. */
const MOST_SNS_BYTES = 262_144;

/** An action for one message: everything that is sent, but for secrets and what it selected (`RenderedAction.payload`). */
export type Work =
  | {
      readonly kind: 'notification';
      readonly title: string;
      readonly body: string;
      readonly urgency: 'low' | 'normal' | 'critical';
    }
  | {
      readonly kind: 'republish';
      readonly topic: string;
      readonly qos: 0 | 1;
      readonly retain: boolean;
      /** `null`: where the message came from. */
      readonly connectionId: string | null;
    }
  | {
      readonly kind: 'sns';
      readonly topicArn: string;
      readonly region: string;
      readonly format: 'raw' | 'json';
      readonly subject: string;
      readonly endpoint: string;
    }
  | { readonly kind: 'email'; readonly to: readonly string[]; readonly subject: string; readonly body: string }
  | {
      readonly kind: 'webhook';
      readonly url: string;
      readonly headers: readonly { readonly name: string; readonly value: string }[];
      readonly secretHeader: string;
      readonly timeoutSeconds: number;
      readonly privateAddresses: boolean;
    };

/** Why an action cannot be done for this message. */
export type WorkFault =
  | FailureReason
  | 'wildcard'
  | 'topic-length'
  | 'topic-empty'
  | 'subject'
  | 'not-https'
  | 'too-large'
  | 'not-json'
  | 'no-text'
  | 'header'
  | 'empty-title';

export interface RenderedAction {
  readonly work: Work;
  /** What is sent; null for an action that sends none. */
  readonly payload: Uint8Array | null;
  /** Expressions for which its fields have nothing. */
  readonly missing: readonly string[];
  /** Null: it can be done. */
  readonly fault: WorkFault | null;
}

export interface CompiledAction {
  readonly kind: RuleAction['kind'];
  /** @param variables what SET made, of the outcome */
  render(message: Message, context: Context, variables: readonly Value[], output: Output): RenderedAction;
}

/**
 * An action of a rule, ready to be used again and again.
 * @param variables names that the rule's SET makes
 * @param action one that `checkRule` accepted
 */
export function compileAction(action: RuleAction, variables: readonly string[], version: Rule['sqlVersion']): CompiledAction {
  const template = (text: string): Template => {
    const compiled = compileTemplate(text, variables, version);
    if (!compiled.ok) throw new Error('the action was not checked');
    return compiled.template;
  };
  const make = compileFields(action, template);
  return {
    kind: action.kind,
    render(message, context, variables, output) {
      const missing: string[] = [];
      let failed: FailureReason | null = null;
      const fill = (one: Template): string => {
        const filled = one.fill(message, context, variables);
        if (!filled.ok) {
          failed ??= filled.reason;
          return '';
        }
        missing.push(...filled.missing);
        return filled.text;
      };
      const { work, payload } = make(fill, output);
      return { work, payload, missing, fault: failed ?? faultOf(work, payload) };
    },
  };
}

type Fill = (template: Template) => string;
type Make = (fill: Fill, output: Output) => Pick<RenderedAction, 'work' | 'payload'>;

function compileFields(action: RuleAction, template: (text: string) => Template): Make {
  switch (action.kind) {
    case 'notification': {
      const { kind, urgency } = action;
      const [title, body] = [template(action.title), template(action.body)];
      return (fill) => ({ work: { kind, title: fill(title), body: fill(body), urgency }, payload: null });
    }
    case 'republish': {
      const { kind, qos, retain, connectionId } = action;
      const topic = template(action.topic);
      return (fill, output) => ({ work: { kind, topic: fill(topic), qos, retain, connectionId }, payload: outputBytes(output) });
    }
    case 'sns': {
      const { kind, topicArn, region, format, endpoint } = action;
      const subject = template(action.subject);
      return (fill, output) => ({
        work: { kind, topicArn, region, format, subject: fill(subject), endpoint },
        payload: outputBytes(output),
      });
    }
    case 'email': {
      const { kind, to } = action;
      const [subject, body] = [template(action.subject), template(action.body)];
      const whole = action.body === '';
      return (fill, output) => ({
        work: { kind, to, subject: oneLine(fill(subject)), body: fill(body) },
        payload: whole ? outputBytes(output) : null,
      });
    }
    case 'webhook': {
      const { kind, secretHeader, timeoutSeconds, privateAddresses } = action;
      const url = template(action.url);
      const headers = action.headers.map(({ name, value }) => ({ name, value: template(value) }));
      return (fill, output) => ({
        work: {
          kind,
          url: fill(url),
          headers: headers.map(({ name, value }) => ({ name, value: oneLine(fill(value)) })),
          secretHeader,
          timeoutSeconds,
          privateAddresses,
        },
        payload: outputBytes(output),
      });
    }
  }
}

/** A device may put line breaks into what becomes a header. */
const oneLine = (text: string): string => text.replace(/[\r\n\0]+/g, ' ').trim();

function faultOf(work: Work, payload: Uint8Array | null): WorkFault | null {
  switch (work.kind) {
    case 'notification':
      return work.title.trim() === '' ? 'empty-title' : null;
    case 'republish':
      if (work.topic === '') return 'topic-empty';
      if (/[+#\0]/.test(work.topic) || !work.topic.isWellFormed()) return 'wildcard';
      return bytesOf(work.topic) > 65_535 ? 'topic-length' : null;
    case 'sns': {
      // @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
      const { subject } = work;
      if (subject !== '' && (!/^[\x20-\x7e]{1,99}$/.test(subject) || subject.startsWith(' '))) return 'subject';
      if (payload === null || payload.length > MOST_SNS_BYTES) return 'too-large';
      const text = textOf(payload);
      if (text === null || text === '') return 'no-text';
      return work.format === 'json' && !hasDefault(text) ? 'not-json' : null;
    }
    case 'email':
      return payload !== null && textOf(payload) === null ? 'no-text' : null;
    case 'webhook':
      if (!/^https:\/\/[^/\s]/i.test(work.url) || !URL.canParse(work.url)) return 'not-https';
      return work.headers.some(({ name, value }) => !isHeader(name, value)) ? 'header' : null;
  }
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** For each protocol a text, and `default`. */
function hasDefault(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && typeof (value as { default?: unknown }).default === 'string';
  } catch {
    return false;
  }
}

/** @see RFC 9110, 5.1 and 5.5 */
const isHeader = (name: string, value: string): boolean =>
  /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

/** What an action was to do, in a few words: for a list. */
export function targetOf(work: Work): string {
  switch (work.kind) {
    case 'notification':
      return work.title;
    case 'republish':
      return work.topic;
    case 'sns':
      return work.topicArn;
    case 'email':
      return work.to.join(', ');
    case 'webhook':
      return withoutQuery(work.url);
  }
}

/** What stands behind the question mark may be a key. */
const withoutQuery = (url: string): string => /^[^?#]*/.exec(url)?.[0] ?? url;
