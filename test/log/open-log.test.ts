import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chosenLevel, logFolder, openLog } from '../../main/log/open-log.ts';
import { recentTrouble } from '../../main/log/recent.ts';
import { LOG_NAME } from '../../main/log/rotating-file.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'willwatch-log-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const written = (): string => readFileSync(join(logFolder(dataDir), LOG_NAME), 'utf8');

describe('the log', () => {
  test('has lines of JSON with time, level and facts', () => {
    openLog({ dataDir, level: null }).info({ connection: 'plant' }, 'connected');
    expect(JSON.parse(written())).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      level: 'info',
      pid: process.pid,
      connection: 'plant',
      msg: 'connected',
    });
  });

  test('says as much as the settings want, and at a chosen level whatever they want', () => {
    const log = openLog({ dataDir, level: null });
    log.debug({}, 'too much');
    log.setLevel('error');
    log.info({}, 'too little');
    log.setLevel('debug');
    log.debug({}, 'wanted');
    expect(written()).toContain('wanted');
    expect(written()).not.toMatch(/too/);
    const chosen = openLog({ dataDir, level: 'error' });
    chosen.setLevel('info');
    chosen.info({}, 'too much');
    expect(written()).not.toMatch(/too/);
  });

  test('takes the level of the command line, then that of the environment, when it is one', () => {
    expect(chosenLevel('warn', { WILLWATCH_LOG: 'debug' })).toBe('warn');
    expect(chosenLevel(null, { WILLWATCH_LOG: 'debug' })).toBe('debug');
    expect(chosenLevel(null, { WILLWATCH_LOG: 'verbose' })).toBeNull();
    expect(chosenLevel(null, {})).toBeNull();
  });

  test('never has a secret that it was told of, in a message, in a fact or in an error', () => {
    const log = openLog({ dataDir, level: 'error' });
    log.redactor.hide('hunter "2"\\');
    const error = new Error('cannot sign in with hunter "2"\\');
    log.error({ error, deep: { list: ['hunter "2"\\'] }, address: 'mqtt://tech:s3cr3t@broker:1883' }, 'hunter "2"\\ is wrong');
    const [line] = recentTrouble(logFolder(dataDir), 1);
    expect(line).toMatchObject({ level: 'error', message: '… is wrong' });
    expect(line?.facts).toContain('cannot sign in with …');
    expect(written()).not.toMatch(/hunter|s3cr3t/);
  });
});

describe('the last troubles', () => {
  test('are warnings and errors, the newest, oldest first, also from older files; what is no line is passed over', () => {
    const log = openLog({ dataDir, level: 'error' });
    log.error({}, 'three');
    writeFileSync(
      join(logFolder(dataDir), 'willwatch.1.log'),
      `half a li\n${JSON.stringify({ time: 't', level: 'warn', msg: 'one' })}\n${JSON.stringify({ level: 'info', msg: 'no' })}\n${JSON.stringify({ level: 'error', msg: 'two', a: 1 })}\n`,
    );
    const said = (limit: number) => recentTrouble(logFolder(dataDir), limit).map(({ message }) => message);
    expect(said(10)).toEqual(['one', 'two', 'three']);
    expect(said(2)).toEqual(['two', 'three']);
    expect(recentTrouble(join(dataDir, 'nowhere'), 10)).toEqual([]);
  });
});
