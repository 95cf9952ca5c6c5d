import { parseArgs } from 'node:util';
import { DEFAULT_SQL_VERSION, isSqlVersion, SQL_VERSIONS, type SqlVersion } from '../rules/version.ts';
import { Wrong } from './wrong.ts';

export type SqlArguments =
  | { readonly command: 'sql'; readonly batch: true }
  | {
      readonly command: 'sql';
      readonly batch: false;
      readonly sql: string;
      readonly topic: string;
      /** Text of the command line, a file, or what comes on stdin. */
      readonly payload: { readonly text: string } | { readonly file: string } | 'stdin';
      readonly version: SqlVersion;
      readonly json: boolean;
    };

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

/** What follows `willwatch sql`. @throws Wrong */
export function readSql(args: readonly string[]): SqlArguments {
  const { values } = parseArgs({
    args: [...args],
    options: { sql: text, topic: text, payload: text, file: text, version: text, json: flag, batch: flag },
  });
  const { batch, sql, topic, payload, file, version = DEFAULT_SQL_VERSION, json } = values;
  if (batch) {
    const other = (['sql', 'topic', 'payload', 'file', 'version'] as const).find((name) => values[name] !== undefined);
    if (other !== undefined) throw new Wrong(`--batch reads everything from stdin, so it does not go with --${other}`);
    return { command: 'sql', batch };
  }
  if (sql === undefined) throw new Wrong('willwatch sql needs --sql <statement>, or --batch');
  if (topic === undefined) throw new Wrong('willwatch sql needs --topic <topic of the message>');
  if (topic === '' || /[+#\0]/.test(topic))
    throw new Wrong(`--topic "${topic}" is no topic of a message: not empty, no + and no #`);
  if (payload !== undefined && file !== undefined) throw new Wrong('--payload and --file exclude each other');
  if (!isSqlVersion(version)) throw new Wrong(`--version "${version}" is not one of ${SQL_VERSIONS.join(', ')}`);
  return {
    command: 'sql',
    batch: false,
    sql,
    topic,
    payload: payload !== undefined ? { text: payload } : file !== undefined ? { file } : 'stdin',
    version,
    json,
  };
}
