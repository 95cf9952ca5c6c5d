import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

type Files = Readonly<Record<string, string>>;

/** A house of its own, inside the checkout so that packages resolve. */
function makeHouse(files: Files): string {
  const cache = join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  const house = mkdtempSync(join(cache, 'house-'));
  made.push(house);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }
  return house;
}

interface Outcome {
  readonly code: number | null;
  readonly said: string;
}

function runNode(args: readonly string[], cwd = root): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

const checkHouse = (files: Files): Outcome => runNode([join(root, 'scripts', 'boundaries.mjs'), makeHouse(files)]);

const value = 'export const a = 1;\n';
const importing = (path: string): string => `import { a } from '${path}';\nexport const b = a;\n`;
const importingType = (path: string): string => `import type { A } from '${path}';\nexport type B = A;\n`;
const type = 'export type A = string;\n';

const forbidden: readonly [title: string, files: Files, rule: string][] = [
  [
    'a pure room imports MQTT',
    { 'main/presence/x.ts': importing('../mqtt/y.ts'), 'main/mqtt/y.ts': value },
    'presence-imports-only-below',
  ],
  [
    'a pure room imports it for a type',
    { 'main/rules/x.ts': importingType('../mqtt/y.ts'), 'main/mqtt/y.ts': type },
    'rules-imports-only-below',
  ],
  [
    'two rooms of one tier',
    { 'main/mqtt/x.ts': importing('../settings/y.ts'), 'main/settings/y.ts': value },
    'mqtt-imports-only-below',
  ],
  [
    'a room imports upwards',
    { 'main/history/x.ts': importing('../monitor/y.ts'), 'main/monitor/y.ts': value },
    'history-imports-only-below',
  ],
  [
    'one shell imports the other',
    { 'main/headless/x.ts': importing('../electron/y.ts'), 'main/electron/y.ts': value },
    'headless-imports',
  ],
  [
    'the other way round',
    { 'main/electron/x.ts': importing('../headless/y.ts'), 'main/headless/y.ts': value },
    'electron-imports',
  ],
  ['a pure room imports a builtin', { 'main/words/x.ts': "import 'node:fs';" }, 'pure-rooms-stay-pure'],
  ['a pure room imports a package', { 'main/incidents/x.ts': "import 'pino';" }, 'pure-rooms-stay-pure'],
  [
    'a pure room imports a package on demand',
    { 'main/impact/x.ts': "export const x = () => import('pino');" },
    'pure-rooms-stay-pure',
  ],
  ['a pure room imports zod', { 'main/presence/x.ts': "import 'zod';" }, 'pure-rooms-stay-pure'],
  ['the rules import another package', { 'main/rules/x.ts': "import 'zod';" }, 'rules-import-only-what-computes'],
  ['the rules import a builtin', { 'main/rules/x.ts': "import 'node:crypto';" }, 'rules-import-only-what-computes'],
  ['contract imports more than zod', { 'main/contract/x.ts': "import 'pino';" }, 'contract-imports-only-zod'],
  ['SQLite outside history', { 'main/monitor/x.ts': "import 'node:sqlite';" }, 'sqlite-only-in-history'],
  ['MQTT.js outside its room', { 'main/rehearsal/x.ts': "import 'mqtt';" }, 'mqtt-only-in-mqtt'],
  ['aedes outside the rehearsal', { 'main/headless/x.ts': "import 'aedes';" }, 'aedes-only-in-rehearsal'],
  ['Fastify outside its shell', { 'main/monitor/x.ts': "import '@fastify/static';" }, 'fastify-only-in-headless'],
  ['electron outside its shell', { 'main/monitor/x.ts': "import 'electron';" }, 'electron-only-in-its-shell'],
  ['electron-store outside its shell', { 'main/settings/x.ts': "import 'electron-store';" }, 'electron-store-only-in-its-shell'],
  [
    'the window imports a room',
    { 'renderer/x.tsx': importing('../main/monitor/y.ts'), 'main/monitor/y.ts': value },
    'renderer-imports-only',
  ],
  [
    'the window imports a value of the contract',
    { 'renderer/x.ts': importing('../main/contract/y.ts'), 'main/contract/y.ts': value },
    'contract-crosses',
  ],
  ['the window imports Node', { 'renderer/x.ts': "import 'node:fs';" }, 'renderer-knows-no-node'],
  [
    'the preload imports a value',
    { 'preload/x.ts': importing('../main/contract/y.ts'), 'main/contract/y.ts': value },
    'contract-crosses',
  ],
  [
    'the preload imports words',
    { 'preload/x.ts': importing('../main/words/y.ts'), 'main/words/y.ts': value },
    'preload-imports-only-contract',
  ],
  ['the preload imports a package', { 'preload/x.ts': "import 'zod';" }, 'preload-imports-only-electron'],
  ['a file is in no room', { 'main/x.ts': importing('./words/y.ts'), 'main/words/y.ts': value }, 'every-file-is-in-a-room'],
  ['an import is not found', { 'main/words/x.ts': importing('./nowhere.ts') }, 'imports-resolve'],
  [
    'two files import each other',
    { 'main/words/x.ts': importing('./y.ts'), 'main/words/y.ts': importing('./x.ts') },
    'no-circles',
  ],
];

/** The files of case 7 are x7 and y7, so that one run sees all cases. */
const numbered = (text: string, i: number): string => text.replaceAll(/\b([xy])\.(tsx?)\b/g, `$1${i}.$2`);

describe('who may import whom', () => {
  let outcome: Outcome;
  beforeAll(() => {
    const files = forbidden.flatMap(([, one], i) => Object.entries(one).map((file) => file.map((text) => numbered(text, i))));
    outcome = checkHouse(Object.fromEntries(files));
  });

  test.each(forbidden.map(([title, , rule], i) => ({ title, rule, i })))('is broken when $title', ({ rule, i }) => {
    expect(outcome.code).toBe(1);
    const lines = outcome.said.split('\n').filter((line) => line.includes(`/x${i}.`));
    expect(lines.join('\n')).toContain(rule);
  });

  test('is kept when every import goes down', () => {
    const { code, said } = checkHouse({
      'main/contract/model.ts': `import { z } from 'zod';\nexport type A = z.infer<typeof schema>;\nconst schema = z.string();\n`,
      'main/words/x.ts': importingType('../contract/model.ts').concat(value),
      'main/presence/x.ts': importing('../words/x.ts'),
      'main/rules/x.ts': `import 'decimal.js';\nimport 're2js';\nimport '@noble/hashes/sha2.js';\n${importing('../words/x.ts')}`,
      'main/history/x.ts': `import 'node:sqlite';\n${importing('../words/x.ts')}`,
      'main/mqtt/x.ts': `import mqtt from 'mqtt';\nexport const a = mqtt;\n`,
      'main/monitor/x.ts': importing('../mqtt/x.ts'),
      'main/rehearsal/x.ts': `import 'aedes';\n${importing('../mqtt/x.ts')}`,
      'main/headless/x.ts': `import 'fastify';\n${importing('../monitor/x.ts')}`,
      'main/electron/x.ts': `import 'electron';\nimport 'electron-store';\n${importing('../monitor/x.ts')}`,
      'preload/bridge.ts': `import 'electron';\n${importingType('../main/contract/model.ts')}`,
      'renderer/x.tsx': `import 'react';\n${importingType('../main/contract/model.ts')}${importing('../main/words/x.ts')}`,
    });
    expect(said).toContain('all allowed');
    expect(code).toBe(0);
  });

  test('fails when it saw nothing', () => {
    expect(checkHouse({}).code).toBe(1);
    const { code, said } = checkHouse({ 'main/words/x.ts': value });
    expect(said).toContain('nothing was checked');
    expect(code).toBe(1);
  });
});

const impure = [
  'Date.now()',
  'new Date()',
  'Math.random()',
  'performance.now()',
  'setTimeout(() => {}, 1)',
  'crypto.randomUUID()',
  'process.env',
  'globalThis.process',
  'document.title',
];

describe('a pure room', () => {
  let outcome: Outcome;
  beforeAll(() => {
    const returning = (expression: string): string => `export const x = (): unknown => ${expression};\n`;
    const house = makeHouse({
      ...Object.fromEntries(impure.map((expression, i) => [`main/incidents/impure${i}.ts`, returning(expression)])),
      'main/words/given-time.ts': returning('new Date(5)'),
      'main/monitor/clock.ts': returning('Date.now()'),
    });
    for (const file of ['biome.json', 'scripts/pure-room.grit']) {
      mkdirSync(dirname(join(house, file)), { recursive: true });
      copyFileSync(join(root, file), join(house, file));
    }
    const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    outcome = runNode([biome, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--colors=off', 'main'], house);
  });

  test.each(impure.map((expression, i) => ({ expression, i })))('may not use $expression', ({ i }) => {
    expect(outcome.code).toBe(1);
    const [, after] = outcome.said.split(`main/incidents/impure${i}.ts`);
    expect(after).toMatch(/Pure rooms take|Do not use the global variable/);
  });

  test('may make a date of a time it was given', () => {
    expect(outcome.said).not.toContain('given-time.ts');
  });

  test('is not every room', () => {
    expect(outcome.said).not.toContain('clock.ts');
  });
});
