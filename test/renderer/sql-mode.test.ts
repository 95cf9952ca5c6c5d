import { StringStream } from '@codemirror/language';
import { describe, expect, test } from 'vitest';
import { Tokens } from '../../main/rules/tokens.ts';
import { vocabulary } from '../../main/rules/vocabulary.ts';
import { sqlMode } from '../../renderer/rules/sql-mode.ts';
import cases from '../rules/aws-iot-sql-cases.json' with { type: 'json' };

const keywords = new Set(vocabulary.keywords);

/** The pieces as `text:style`, spaces left out. */
function piecesOf(text: string, template = false): readonly string[] {
  const mode = sqlMode(keywords, template);
  const state = mode.startState?.(2);
  if (state === undefined) throw new Error('no state');
  const found: string[] = [];
  for (const line of text.split('\n')) {
    const stream = new StringStream(line, 2, 2);
    while (!stream.eol()) {
      stream.start = stream.pos;
      const style = mode.token(stream, state);
      if (stream.pos === stream.start) throw new Error(`stands still at ${stream.pos} of ${line}`);
      if (style !== null || template) found.push(`${stream.current()}:${style}`);
    }
  }
  return found;
}

describe('the colours of a statement', () => {
  test('tell keywords, functions, keys, texts, numbers and variables apart', () => {
    expect(piecesOf("SET @v = 1.5 select upper(a.select) From '/x/''y' WHERE @v <> true")).toEqual([
      'SET:keyword',
      '@v:variable',
      '=:symbol',
      '1.5:number',
      'select:keyword',
      'upper:function',
      '(:symbol',
      'a:name',
      '.:symbol',
      'select:property',
      '):symbol',
      'From:keyword',
      "'/x/''y':string",
      'WHERE:keyword',
      '@v:variable',
      '<>:symbol',
      'true:constant',
    ]);
  });

  test('know a text that goes over lines, and what means nothing', () => {
    expect(piecesOf("'a\nb' ; x")).toEqual(["'a:string", "b':string", ';:bad', 'x:name']);
  });

  test('of a template begin and end with its braces', () => {
    expect(piecesOf("$5 for \u0024{get(*, '}')} of {x}", true)).toEqual([
      '$5 for :null',
      '\u0024{:symbol',
      'get:function',
      '(:symbol',
      '*:symbol',
      ',:symbol',
      ' :null',
      "'}':string",
      '):symbol',
      '}:symbol',
      ' of {x}:null',
    ]);
  });

  test('break where main reads tokens, in every statement that we know', () => {
    for (const { sql } of cases as readonly { readonly sql: string }[]) {
      const read: string[] = [];
      try {
        const tokens = new Tokens(sql);
        for (let token = tokens.next(), dot = false; token.kind !== 'end'; token = dot ? tokens.nextProperty() : tokens.next()) {
          read.push(sql.slice(token.at, token.end));
          dot = token.kind === 'symbol' && token.text === '.';
        }
      } catch {
        // Refused: the colours before that place still count.
      }
      const shown = piecesOf(sql).map((piece) => piece.slice(0, piece.lastIndexOf(':')));
      if (!sql.includes('\n')) expect(shown.slice(0, read.length)).toEqual(read);
    }
  });
});
