import { encoding } from './encoding.ts';
import type { FunctionGroup, SqlFunction } from './function.ts';
import { json } from './json.ts';
import { maths } from './maths.ts';
import { mqtt } from './mqtt.ts';
import { regularExpressions } from './regular-expressions.ts';
import { strings } from './strings.ts';
import { time } from './time.ts';

const groups: readonly FunctionGroup[] = [encoding, json, maths, mqtt, regularExpressions, strings, time];

const all: ReadonlyMap<string, SqlFunction> = new Map(groups.flatMap((group) => Object.entries(group)));

/**
 * A function by its name in lower case.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html
 */
export const findFunction = (name: string): SqlFunction | undefined => all.get(name);

export const functionNames: readonly string[] = [...all.keys()];

/** They ask a service of AWS while a rule is evaluated. A statement that names one cannot run here. */
export const awsFunctions: ReadonlySet<string> = new Set([
  'aws_lambda',
  'get_dynamodb',
  'get_registry_data',
  'get_secret',
  'get_thing_shadow',
  'machinelearning_predict',
]);
