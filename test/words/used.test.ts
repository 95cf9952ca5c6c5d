import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wordsFor } from '../../main/words/index.ts';

const root = join(import.meta.dirname, '..', '..');
const all = globSync(['main/**/*.ts', 'renderer/**/*.{ts,tsx}'], { cwd: root })
  // A chain of names may be broken over lines.
  .map((file) => readFileSync(join(root, file), 'utf8').replace(/\s*\??\.\s*/g, '.'))
  .join('\n');

type Said = string | readonly string[] | ((...given: never[]) => unknown) | { readonly [key: string]: Said };

function* leaves(words: Said, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof words !== 'object' || Array.isArray(words)) yield path;
  else for (const [key, value] of Object.entries(words)) yield* leaves(value as Said, [...path, key]);
}

/**
 * Whether a sentence is said somewhere: by its path, or by the beginning of it where a part of the words is handed on as a whole, asked for
 * a name that is only known then, or taken out of them by its name.
 */
function isUsed(path: readonly string[]): boolean {
  return path.some((_, n) => {
    const chain = path.slice(0, n + 1);
    const isWhole = chain.length === path.length;
    const written = chain.join('\\.');
    // Before it stands what the words are called there: `t`, `domain`, `words()`.
    const before = chain.length === 1 ? '[\\w)\\]]\\.' : '(?:[\\w)\\]]\\.|(?<![\\w.]))';
    const taken = `[{,]\\s*${chain.at(-1)}\\b\\s*(?:: \\w+\\s*)?[,}][^;]*(?:[wW]ords|\\bt\\b)`;
    return new RegExp(`${before}${written}${isWhole ? '(?!\\w)' : '(?![\\w.:])'}`).test(all) || (!isWhole && isTaken(taken));
  });
}

const known = new Map<string, boolean>();
function isTaken(pattern: string): boolean {
  const taken = known.get(pattern) ?? new RegExp(pattern).test(all);
  known.set(pattern, taken);
  return taken;
}

test('every sentence is said somewhere', () => {
  const { language: _, ...areas } = wordsFor('en');
  const unused = Object.entries(areas).flatMap(([area, words]) =>
    [...leaves(words as unknown as Said)].filter((path) => !isUsed(path)).map((path) => [area, ...path].join('.')),
  );
  expect(unused).toEqual([]);
});
