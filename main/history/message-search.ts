import { PAYLOAD_VIEW_BYTES } from '../contract/limits.ts';
import type { MessageSearch, MessagesFound } from './port.ts';
import type { Statements } from './statements.ts';
import { bytes, text } from './stored.ts';

/** Read for one question at most: what is to be written meanwhile waits no longer than that takes. */
const BYTES_MAX = 1_000_000;
const MESSAGES_MAX = 1000;
// A part of an empty payload would be NULL.
const SQL = `SELECT topic, CASE WHEN length(payload) > ${PAYLOAD_VIEW_BYTES} THEN substr(payload, 1, ${PAYLOAD_VIEW_BYTES}) ELSE payload END
  AS payload FROM message WHERE id = ?`;
const escaped = /\\u([0-9a-f]{4})/gi;
const decoder = new TextDecoder();

export function readMessagesSaying(statements: Statements, { text: wanted, ids }: MessageSearch): MessagesFound {
  const newest = statements.number('SELECT max(id) FROM message');
  const statement = statements.of(SQL);
  const found: number[] = [];
  let taken = 0;
  let read = 0;
  for (; taken < ids.length && taken < MESSAGES_MAX && read < BYTES_MAX; taken++) {
    const id = ids[taken] as number;
    const row = statement.get(id);
    if (row === undefined) continue;
    const payload = bytes(row.payload);
    read += payload.length;
    if (says(text(row.topic), wanted) || says(decoder.decode(payload), wanted)) found.push(id);
  }
  return { found, taken, newest };
}

/** Many programs write JSON in ASCII: what a person reads as "ü" is then an escape. */
function says(value: string, wanted: string): boolean {
  if (value.toLowerCase().includes(wanted)) return true;
  if (!value.includes('\\u')) return false;
  return value
    .replace(escaped, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .toLowerCase()
    .includes(wanted);
}
