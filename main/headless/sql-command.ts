import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Budget } from '../rules/budget.ts';
import { check } from '../rules/check.ts';
import { compileRule, type Outcome } from '../rules/evaluate.ts';
import { explain, explainFailure } from '../rules/explain.ts';
import { writeJson } from '../rules/json.ts';
import { Message } from '../rules/message.ts';
import { objectOf } from '../rules/values.ts';
import { chooseLanguage, type RulesWords, wordsFor } from '../words/index.ts';
import { readLines } from './line-reader.ts';
import { locale } from './locale.ts';
import { EXIT_FAILED, EXIT_USAGE, Refused } from './refused.ts';
import { readSql, type SqlArguments } from './sql-arguments.ts';
import { answerOutcome, answerProblem, MOST_LINE_BYTES, SqlBatch } from './sql-batch.ts';
import { readOrRefuse } from './wrong.ts';

/** No broker takes larger payloads than 256 MB; a rule that reads JSON stops at 1 MB. */
const MOST_PAYLOAD_BYTES = 16_777_216;
/** Answers are written in pieces of about this many characters. */
const PIECE = 65_536;

/**
 * `willwatch sql`: evaluates one statement, or one for each line of stdin.
 * @returns the exit code: 0 also when nothing matched or lines were refused, 1 when it could not work, 2 for wrong arguments or a refused `--sql`
 */
export async function runSql(argv: readonly string[]): Promise<number> {
  const words = wordsFor(chooseLanguage('auto', locale)).rules;
  // Whoever read our answers has gone: nothing is left to say.
  process.stdout.on('error', () => process.exit(0));
  try {
    const read = readOrRefuse(() => readSql(argv));
    if (!read.ok) throw new Refused(read.reason, EXIT_USAGE);
    if (read.arguments.batch) await answerLines(words);
    else await answerOne(read.arguments, words);
    return 0;
  } catch (error) {
    process.stderr.write(`willwatch: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof Refused ? error.status : EXIT_FAILED;
  }
}

/** Reads no faster than its answers are taken. */
async function answerLines(words: RulesWords): Promise<void> {
  const batch = new SqlBatch(words, Date.now);
  for await (const lines of readLines(process.stdin, MOST_LINE_BYTES)) {
    let answers = '';
    for (const [i, line] of lines.entries()) {
      answers += `${batch.answer(line)}\n`;
      if (answers.length < PIECE && i < lines.length - 1) continue;
      if (!process.stdout.write(answers)) await once(process.stdout, 'drain');
      answers = '';
    }
  }
}

async function answerOne(args: SqlArguments & { batch: false }, words: RulesWords): Promise<void> {
  const checked = check(args.sql, args.version);
  if (!checked.ok) {
    if (args.json) writeLine(answerProblem(checked.problem, words));
    throw new Refused(`--sql: ${explain(checked.problem, words)}`, EXIT_USAGE);
  }
  const message = new Message(args.topic, await readPayload(args.payload));
  const outcome = compileRule(checked.statement, args.version).evaluate(message, { now: Date.now(), random: Math.random });
  if (args.json) writeLine(answerOutcome(outcome, words));
  if (outcome.kind === 'failed') throw new Refused(explainFailure(outcome.reason, words), EXIT_FAILED);
  if (!args.json) process.stdout.write(tell(outcome, words));
}

const writeLine = (answer: ReturnType<typeof answerOutcome>): void =>
  void process.stdout.write(`${writeJson(objectOf(answer), Budget.unlimited())}\n`);

/** For a person at a terminal, which control characters of a device must not reach. */
function tell(outcome: Exclude<Outcome, { kind: 'failed' }>, words: RulesWords): string {
  if (outcome.kind === 'no-match') return `${words.noMatch}\n`;
  const { output } = outcome;
  const text =
    output.kind === 'as-is' && output.value === undefined
      ? new TextDecoder().decode(output.payload).replace(/[^\P{Cc}\t\n]/gu, '\uFFFD')
      : writeJson(output.value, Budget.unlimited());
  return `${words.match}\n${text}${text === '' ? '' : '\n'}`;
}

async function readPayload(payload: (SqlArguments & { batch: false })['payload']): Promise<Uint8Array> {
  if (payload !== 'stdin' && 'text' in payload) return new TextEncoder().encode(payload.text);
  const from = payload === 'stdin' ? 'stdin' : `--file ${payload.file}`;
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of payload === 'stdin' ? process.stdin : createReadStream(payload.file)) {
      length += part.length;
      if (length > MOST_PAYLOAD_BYTES) throw new Refused(`${from}: the payload is larger than 16 MB`, EXIT_FAILED);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(`${from} cannot be read: ${error instanceof Error ? error.message : String(error)}`, EXIT_FAILED);
  }
  return Buffer.concat(parts);
}
