import type { MqttProperties } from '../contract/mqtt-properties.ts';
import { Budget, Failure } from '../rules/budget.ts';
import { check } from '../rules/check.ts';
import type { Context } from '../rules/context.ts';
import { type CompiledRule, compileRule, type Outcome } from '../rules/evaluate.ts';
import { explain, explainFailure } from '../rules/explain.ts';
import { fromBase64, toBase64 } from '../rules/functions/base64.ts';
import { readJson, writeJson } from '../rules/json.ts';
import { Message } from '../rules/message.ts';
import type { Problem } from '../rules/problem.ts';
import { isArray, isNumber, isObject, memberOf, objectOf, type Value, type ValueObject } from '../rules/values.ts';
import { DEFAULT_SQL_VERSION, isSqlVersion } from '../rules/version.ts';
import type { RulesWords } from '../words/index.ts';

/** A line is longer than the largest payload that is read, in Base64 and with its statement. */
export const MOST_LINE_BYTES = 4_194_304;
/** Statements kept ready: a file of cases often asks the same again. */
const KEPT = 1_000;

class Unusable extends Error {}

/** Answers the lines of `willwatch sql --batch`, each with one line of JSON. Never throws. */
export class SqlBatch {
  readonly #words: RulesWords;
  readonly #now: () => number;
  readonly #ready = new Map<string, CompiledRule | Problem>();

  /** `now`: epoch milliseconds, where a line names no time of its own. */
  constructor(words: RulesWords, now: () => number) {
    this.#words = words;
    this.#now = now;
  }

  /** @param line null: it was longer than `MOST_LINE_BYTES` */
  answer(line: Uint8Array | null): string {
    const budget = Budget.unlimited();
    let id: Value;
    try {
      const asked = this.#read(line);
      id = memberOf(asked, 'id');
      return writeJson(objectOf([['id', id], ...this.#evaluate(asked)]), budget);
    } catch (error) {
      const message =
        error instanceof Unusable ? error.message : error instanceof Failure ? explainFailure(error.reason, this.#words) : null;
      if (message === null) throw error;
      return writeJson(objectOf([['id', id], ...failed(message)]), budget);
    }
  }

  #read(line: Uint8Array | null): ValueObject {
    if (line === null) throw new Unusable(this.#words.batch.tooLong(MOST_LINE_BYTES / 1_048_576));
    let asked: Value;
    try {
      asked = readJson(new TextDecoder('utf-8', { fatal: true }).decode(line));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    if (!isObject(asked)) throw new Unusable(this.#words.batch.noObject);
    return asked;
  }

  #evaluate(asked: ValueObject): readonly (readonly [string, Value])[] {
    const rule = this.#rule(this.#text(asked, 'sql'), this.#textOr(asked, 'sqlVersion', DEFAULT_SQL_VERSION));
    if ('fault' in rule) return answerProblem(rule, this.#words);
    const topic = this.#text(asked, 'topic');
    return answerOutcome(
      rule.evaluate(new Message(topic, this.#payload(asked)), this.#context(memberOf(asked, 'ctx'))),
      this.#words,
    );
  }

  #rule(sql: string, version: string): CompiledRule | Problem {
    const key = `${version} ${sql}`;
    let rule = this.#ready.get(key);
    if (rule === undefined) {
      const checked = check(sql, version);
      rule = checked.ok ? compileRule(checked.statement, isSqlVersion(version) ? version : DEFAULT_SQL_VERSION) : checked.problem;
      if (this.#ready.size >= KEPT) this.#ready.clear();
      this.#ready.set(key, rule);
    }
    return rule;
  }

  /** `payloadRaw` is text, `payloadBase64` bytes, `payload` JSON that is sent as such. Without any the message is empty. */
  #payload(asked: ValueObject): Uint8Array {
    const base64 = this.#textOr(asked, 'payloadBase64', null);
    if (base64 !== null) {
      const bytes = fromBase64(base64);
      if (bytes === null) throw new Unusable(this.#words.batch.noBase64('payloadBase64'));
      return bytes;
    }
    const raw = this.#textOr(asked, 'payloadRaw', null) ?? writeJson(memberOf(asked, 'payload'), Budget.unlimited());
    return new TextEncoder().encode(raw);
  }

  #context(ctx: Value): Context {
    if (ctx !== undefined && ctx !== null && !isObject(ctx)) throw new Unusable(this.#words.batch.noObjectField('ctx'));
    const given = ctx ?? {};
    const now = memberOf(given, 'now') ?? null;
    if (now !== null && !isNumber(now)) throw new Unusable(this.#words.batch.noNumber('ctx.now'));
    const text = (name: string): string | null => this.#textOr(given, name, null, 'ctx.');
    return {
      now: now === null ? this.#now() : Number(now),
      random: Math.random,
      ruleName: text('ruleName'),
      clientId: text('clientId'),
      traceId: text('traceId'),
      principal: text('principal'),
      sourceIp: text('sourceIp'),
      accountId: text('accountId'),
      mqtt: this.#mqtt(given, text),
    };
  }

  #mqtt(given: Value, text: (name: string) => string | null): MqttProperties | null {
    const contentType = text('contentType');
    const responseTopic = text('responseTopic');
    const correlation = text('correlationData');
    const correlationData = correlation === null ? undefined : fromBase64(correlation);
    if (correlationData === null) throw new Unusable(this.#words.batch.noBase64('ctx.correlationData'));
    const indicator = memberOf(given, 'payloadFormatIndicator');
    const userProperties = this.#userProperties(memberOf(given, 'userProperties'));
    if (
      userProperties === null &&
      contentType === null &&
      responseTopic === null &&
      correlation === null &&
      indicator === undefined
    )
      return null;
    return {
      ...(contentType !== null && { contentType }),
      ...(responseTopic !== null && { responseTopic }),
      ...(correlationData !== undefined && { correlationData }),
      ...(indicator === 1 && { payloadFormatIndicator: 1 }),
      userProperties: userProperties ?? [],
    };
  }

  /** `{"key": "value"}` or `{"key": ["one", "two"]}`, or pairs in order: `[["key", "value"]]` or `[{"key": "value"}]`. */
  #userProperties(given: Value): readonly (readonly [string, string])[] | null {
    if (given === undefined || given === null) return null;
    const pairs = isArray(given)
      ? given.flatMap((one) => (isArray(one) ? [one] : isObject(one) ? Object.entries(one) : [[]]))
      : isObject(given)
        ? Object.entries(given).flatMap(([key, value]) => (isArray(value) ? value : [value]).map((one) => [key, one]))
        : [[]];
    return pairs.map(([key, value]) => {
      if (typeof key !== 'string' || typeof value !== 'string') throw new Unusable(this.#words.batch.userProperties);
      return [key, value] as const;
    });
  }

  #text(asked: ValueObject, name: string): string {
    const text = this.#textOr(asked, name, null);
    if (text === null) throw new Unusable(this.#words.batch.missing(name));
    return text;
  }

  #textOr<T extends string | null>(from: Value, name: string, otherwise: T, prefix = ''): string | T {
    const value = memberOf(from, name) ?? null;
    if (value === null) return otherwise;
    if (typeof value !== 'string') throw new Unusable(this.#words.batch.noText(`${prefix}${name}`));
    return value;
  }
}

const failed = (message: string): readonly (readonly [string, Value])[] => [['error', { line: null, column: null, message }]];

/** What is wrong with a statement, and where. */
export function answerProblem(problem: Problem, words: RulesWords): readonly (readonly [string, Value])[] {
  const { line, column, offset } = problem;
  return [['error', { line, column, offset, message: explain(problem, words) }]];
}

/** What became of a message. A payload that is no JSON and goes out as it came is `raw`: its text, or Base64 when it is none. */
export function answerOutcome(outcome: Outcome, words: RulesWords): readonly (readonly [string, Value])[] {
  switch (outcome.kind) {
    case 'no-match':
      return [
        ['matches', false],
        ['output', null],
      ];
    case 'failed':
      return failed(explainFailure(outcome.reason, words));
    case 'match': {
      const { output } = outcome;
      const matches = ['matches', true] as const;
      if (output.value !== undefined) return [matches, ['output', output.value]];
      // Undefined by itself is sent as the empty text.
      if (output.kind === 'made') return [matches, ['output', '']];
      return [matches, ...rawOutput(output.payload), ['raw', true]];
    }
  }
}

function rawOutput(payload: Uint8Array): readonly (readonly [string, Value])[] {
  try {
    return [['output', new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload)]];
  } catch {
    return [
      ['output', null],
      ['outputBase64', toBase64(payload)],
    ];
  }
}
