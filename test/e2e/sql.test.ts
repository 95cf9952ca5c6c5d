import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headlessEntry, privateEnv } from '../helpers/app.ts';

const SEED = "SELECT * FROM '/last/will/topic' where state.reported.last_will = 'yes' and state.reported.trigger_action = 'on'";
const WILL = '{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}';

/** Runs `willwatch sql` in a home where nothing is and nothing can be made. */
async function sql(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [headlessEntry, 'sql', ...args], { env: privateEnv('/nowhere') });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data;
  });
  child.stderr.on('data', (data: Buffer) => {
    stderr += data;
  });
  // It may end before it has read everything.
  child.stdin.on('error', () => undefined).end(input);
  const [code] = await once(child, 'close');
  return { code: code as number, stdout, stderr };
}

describe('willwatch sql', () => {
  it('evaluates a statement on a payload of the command line, of a file or of stdin', async () => {
    const told = { code: 0, stdout: `The statement matches. Output:\n${WILL}\n`, stderr: '' };
    expect(await sql(['--sql', SEED, '--topic', '/last/will/topic', '--payload', WILL])).toEqual(told);
    expect(await sql(['--sql', SEED, '--topic', '/last/will/topic'], WILL)).toEqual(told);
    const file = join(import.meta.dirname, '..', '..', 'package.json');
    expect(await sql(['--sql', "SELECT name FROM 'a'", '--topic', 'a', '--file', file, '--json'])).toMatchObject({
      stdout: '{"matches":true,"output":{"name":"willwatch"}}\n',
    });
    expect(await sql(['--sql', SEED, '--topic', '/lwt/executed', '--payload', WILL])).toEqual({
      code: 0,
      stdout: 'The statement does not match.\n',
      stderr: '',
    });
  });

  it('says where a statement is wrong, and ends with 2; a file that is not there, with 1', async () => {
    const refused = await sql(['--sql', 'SELECT temp FROM topic/#', '--topic', 'a', '--payload', '']);
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr: 'willwatch: --sql: line 1, column 18: expected a topic filter in single quotes after FROM\n',
    });
    expect(await sql(['--topic', 'a'])).toMatchObject({ code: 2, stderr: expect.stringContaining('needs --sql') });
    expect(await sql(['--sql', SEED, '--topic', 'a', '--file', '/nowhere/x'])).toMatchObject({ code: 1 });
  });

  it('answers the cases of AWS line by line in order, among lines that mean nothing', async () => {
    const cases = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'rules', 'aws-iot-sql-cases.json'), 'utf8')) as {
      id: string;
      error?: true;
      matches?: boolean;
    }[];
    const input = cases.map((one) => `${JSON.stringify(one)}\nnonsense\n`).join('');
    const { code, stdout, stderr } = await sql(['--batch'], input);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id?: string; error?: object; matches?: boolean });
    expect(answers).toHaveLength(2 * cases.length);
    for (const [i, one] of cases.entries()) {
      expect(answers[2 * i]).toMatchObject({ id: one.id, ...(one.error ? { error: {} } : { matches: one.matches }) });
      expect(answers[2 * i + 1]).toMatchObject({ error: { line: null } });
    }
  });

  it('reads no faster than its answers are taken', async () => {
    const child = spawn(process.execPath, [headlessEntry, 'sql', '--batch'], { env: privateEnv('/nowhere') });
    const line = `${JSON.stringify({ sql: "SELECT * FROM 'a'", topic: 'a', payload: 'x'.repeat(1000) })}\n`;
    // Nobody reads its answers: after what pipes and streams hold, it must stop taking lines.
    let taken = 0;
    const count = (): void => {
      taken += 64;
    };
    while (child.stdin.writableLength < 20_000_000) child.stdin.write(line.repeat(64), count);
    let before = -1;
    while (before !== taken) {
      before = taken;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(taken).toBeLessThan(10_000);
    let answers = 0;
    child.stdout.on('data', (data: Buffer) => {
      answers += data.toString().split('\n').length - 1;
    });
    child.stdin.end();
    await once(child, 'close');
    expect(answers).toBeGreaterThan(10_000);
  });
});
