import { z } from 'zod';
import type { MessageView } from './model.ts';
import type { ExportStart } from './requests.ts';
import { mailSettings, type Rule, rule } from './rules.ts';

/** Messages that one dry run takes. */
export const MOST_TRIED = 50;

/** What a rule is tried on: a message of the history, or one that a person typed. */
export const triedMessage = z.union([
  z.strictObject({ messageId: z.number().int() }),
  z.strictObject({
    topic: z.string().min(1).max(65_535),
    payload: z.string().max(2_000_000),
    /** How the payload is written here. */
    encoding: z.enum(['text', 'base64']).default('text'),
    /** Where it would have come from; `null`: from nowhere in particular. */
    connectionId: z.string().nullable().default(null),
    /** What `clientid()` gives; `null`: as of a real message, of which nobody knows it. */
    clientId: z.string().max(65_535).nullable().default(null),
    /** When it would have come, epoch milliseconds; `null`: now. */
    at: z.number().int().min(0).max(8_640_000_000_000_000).nullable().default(null),
  }),
]);
export type TriedMessage = z.output<typeof triedMessage>;

const limit = z.number().int().min(1).max(200).default(50);

const waitingRuns = z.object({
  ruleId: z.string().nullable().default(null),
  runId: z.number().int().nullable().default(null),
});

/** The requests about rules. */
export const ruleRequests = {
  /** How the rules of the settings do: one entry each, in their order. */
  'rules.status': z.object({}),
  /** What a rule did, newest first. */
  'rules.runs': z.object({ ruleId: z.string(), beforeId: z.number().int().nullable().default(null), limit }),
  /** Everything for which a rule would not be saved. */
  'rules.check': z.object({ rule }),
  /** Messages of the history that the FROM of a statement means, newest first, for trying it. The one of `messageId` stands before them all. */
  'rules.recorded': z.object({
    sql: z.string().max(65_536),
    connectionId: z.string().nullable().default(null),
    messageId: z.number().int().nullable().default(null),
    limit,
  }),
  /** Runs a rule on messages and tells each step and what its actions would send. Nothing is sent. */
  'rules.try': z.object({ rule, messages: z.array(triedMessage).min(1).max(MOST_TRIED) }),
  /** Does the actions for real, once, whatever the limits: only after a person said so. By their place; `error` is the error action. */
  'rules.send': z.object({
    rule,
    message: triedMessage,
    actions: z
      .array(z.union([z.number().int().min(0).max(9), z.literal('error')]))
      .min(1)
      .max(11),
  }),
  /** What an editor colours and completes. */
  'rules.language': z.object({}),
  /** Rules that work at once. */
  'rules.templates': z.object({}),
  /** Reads the JSON that `aws iot create-topic-rule` takes or `get-topic-rule` prints. Nothing is saved. */
  'rules.importAws': z.object({ text: z.string().max(1_000_000) }),
  /** A rule as `aws iot create-topic-rule` takes it. */
  'rules.exportAws': z.object({ rule }),
  /** Has a rule written to a file as `aws iot create-topic-rule` takes it. */
  'rules.saveAws': z.object({ rule }),
  /** Tries what waits again now: of one rule, or of all, or only one run. */
  'rules.retry': waitingRuns,
  /** Gives up what waits. */
  'rules.dropWaiting': waitingRuns,
  /** Sends a message to this address over this mail server. `password` null: the one that is kept. */
  'mail.test': z.object({
    mail: mailSettings,
    to: z.string().min(3).max(320),
    password: z.string().max(65_535).nullable().default(null),
  }),
} as const;

/** An action of a rule by its place; `error` is the error action. */
export type ActionPlace = number | 'error';

/**
 * What became of an action. `done`. `failed`: for good. `expired`: too old when it could be done, after a time in which we did not run.
 * `limited`: above what the rule may do in a minute. `dropped`: given up by a person, or because too much waited. `silent`: a notification that
 * a mute kept. `waiting`: not yet done, or tried again later.
 */
export type RunState = 'waiting' | 'done' | 'failed' | 'expired' | 'limited' | 'dropped' | 'silent';

/** One action for one message. */
export interface RunView {
  readonly id: number;
  readonly ruleId: string;
  readonly action: ActionPlace;
  readonly kind: Rule['actions'][number]['kind'];
  readonly state: RunState;
  /** When the message matched. */
  readonly at: number;
  readonly messageId: number;
  readonly connectionId: string;
  /** Of the message. */
  readonly topic: string;
  /** What it was to do, in short: the title, the topic, the address. */
  readonly target: string;
  readonly tries: number;
  /** Of the newest try; null before the first. */
  readonly triedAt: number | null;
  /** Of what waits. */
  readonly nextAt: number | null;
  /** A sentence: why not. */
  readonly reason: string | null;
}

export interface ActionStatus {
  readonly action: ActionPlace;
  readonly kind: Rule['actions'][number]['kind'];
  readonly last: RunView | null;
  /** Since when every try has failed; null: the newest one did not. */
  readonly failingSince: number | null;
  readonly waiting: number;
}

export interface RuleStatus {
  readonly ruleId: string;
  /** Messages that matched since there is a history. */
  readonly matched: number;
  /** Messages of which the evaluation came to no end. */
  readonly failed: number;
  /** Actions that were above the limit and not done. */
  readonly limited: number;
  readonly last: {
    readonly at: number;
    readonly messageId: number;
    readonly connectionId: string;
    readonly topic: string;
  } | null;
  /** Why the newest evaluation that failed did; a sentence. */
  readonly lastFailure: { readonly at: number; readonly reason: string } | null;
  /** In their order, the error action last. */
  readonly actions: readonly ActionStatus[];
  /** Since when an action has been failing. */
  readonly failingSince: number | null;
  readonly waiting: number;
}

/** Something for which a rule is not saved. */
export interface RuleProblemView {
  /** `sql`, `actions.0.topic`, `errorAction.title`. */
  readonly field: string;
  /** A sentence without its place in the field. */
  readonly reason: string;
  /** Where in the field: offset in UTF-16 units from 0, line and column from 1. Null: all of it. */
  readonly at: { readonly offset: number; readonly line: number; readonly column: number } | null;
}

/** What a statement made: text, or base64 where the payload is none. At most `PAYLOAD_VIEW_BYTES` of it. */
export interface TriedBytes {
  readonly text: string;
  readonly encoding: 'text' | 'base64';
  readonly bytes: number;
}

export interface TriedAction {
  readonly action: ActionPlace;
  readonly kind: Rule['actions'][number]['kind'];
  /** Fields as they would be sent, in order: `topic`, `title`, `url`, `header Name`. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** What would be sent; null for an action that sends no payload. */
  readonly payload: TriedBytes | null;
  /** Expressions that were Undefined or Null, for which the fields have nothing. */
  readonly missing: readonly string[];
  /** Why it would not be done; a sentence. */
  readonly fault: string | null;
}

/** `level` counts from 1; `wants` and `has` are null where one of the two has ended. `dollar`: no wildcard means a first level with `$`. */
export interface FilterMissView {
  readonly why: 'level' | 'too-short' | 'too-long' | 'dollar';
  readonly level: number;
  readonly wants: string | null;
  readonly has: string | null;
}

/** The words of AWS IoT SQL, for whoever writes a statement. */
export interface VocabularyView {
  /** In capitals. */
  readonly keywords: readonly string[];
  /** By name, with how many arguments each takes; `most` null: any number. */
  readonly functions: readonly { readonly name: string; readonly least: number; readonly most: number | null }[];
  /** They ask a service of AWS, so a rule that names one is refused. */
  readonly awsFunctions: readonly string[];
}

/** The way of one message through a rule, as far as it came. */
export interface Tried {
  /** Null: there is no such message any more. */
  readonly message: {
    readonly topic: string;
    readonly payload: TriedBytes;
    readonly at: number;
    readonly messageId: number | null;
  } | null;
  /** Whether FROM means its topic. */
  readonly from: boolean;
  /** Where the topic leaves the way of FROM; null when it does not. */
  readonly miss: FilterMissView | null;
  /** What SET made, as JSON; null is Undefined. */
  readonly set: readonly { readonly name: string; readonly value: string | null }[];
  /** What WHERE came to, as JSON; value null is Undefined. Null without a WHERE, and where FROM did not match. */
  readonly where: {
    readonly value: string | null;
    readonly isTrue: boolean;
    /** Its parts in the order of the text, with how deep they lie in it. Constants have none to tell. */
    readonly parts: readonly { readonly text: string; readonly depth: number; readonly value: string | null }[];
    /** Further parts are left out. */
    readonly isCut: boolean;
  } | null;
  readonly matches: boolean;
  readonly output: TriedBytes | null;
  /** Why the evaluation came to no end; a sentence. */
  readonly failed: string | null;
  /** The error action last: as it would be if all others failed. */
  readonly actions: readonly TriedAction[];
}

export type TryOutcome =
  | { readonly ok: true; readonly tried: readonly Tried[] }
  | { readonly ok: false; readonly problems: readonly RuleProblemView[] };

export type SendOutcome =
  | {
      readonly ok: true;
      readonly sent: readonly {
        readonly action: ActionPlace;
        readonly state: 'done' | 'failed' | 'silent';
        readonly reason: string | null;
      }[];
    }
  | { readonly ok: false; readonly reason: string };

/** What each of these requests answers. */
export interface RuleAnswers {
  'rules.status': readonly RuleStatus[];
  'rules.runs': { readonly rows: readonly RunView[]; readonly more: boolean };
  'rules.check': readonly RuleProblemView[];
  'rules.recorded': readonly MessageView[];
  'rules.try': TryOutcome;
  'rules.send': SendOutcome;
  'rules.language': VocabularyView;
  'rules.templates': readonly { readonly id: 'recipe'; readonly rule: Omit<Rule, 'id'> }[];
  /** `losses`: sentences about what could not be carried over. */
  'rules.importAws':
    | { readonly ok: true; readonly rule: Omit<Rule, 'id'>; readonly losses: readonly string[] }
    | { readonly ok: false; readonly reason: string };
  /** `ruleName` for `--rule-name`, `payload` for `--topic-rule-payload file://…`. */
  'rules.exportAws': { readonly ruleName: string; readonly payload: string; readonly losses: readonly string[] };
  'rules.saveAws': ExportStart;
  'rules.retry': { readonly changed: number };
  'rules.dropWaiting': { readonly changed: number };
  'mail.test': { readonly ok: true } | { readonly ok: false; readonly reason: string };
}
