import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const workflows = join(root, '.github', 'workflows');
const actionlint = join(root, 'node_modules', '@tktco', 'node-actionlint', 'bin', 'node-actionlint.js');

it('the check of the workflows sees what is wrong', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'willwatch-workflows-'));
  try {
    await mkdir(join(folder, '.github', 'workflows'), { recursive: true });
    const text = await readFile(join(workflows, 'ci.yml'), 'utf8');
    await writeFile(join(folder, '.github', 'workflows', 'ci.yml'), text.replace('timeout-minutes', 'timeout-minuts'));
    const linted = promisify(execFile)(process.execPath, [actionlint, '.github/workflows/*.yml'], { cwd: folder });
    await expect(linted).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('timeout-minuts') });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('workflows may only read unless a job says otherwise, run no stranger’s code with rights, and name the versions of what they use', async () => {
  for (const file of await readdir(workflows)) {
    const text = await readFile(join(workflows, file), 'utf8');
    expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
    expect(text).not.toContain('pull_request_target');
    for (const [, used = ''] of text.matchAll(/uses: (\S+)/g))
      expect(used).toMatch(/^(actions\/[\w-]+@(v\d+|[0-9a-f]{40})|\.\/.*\.yml)$/);
    for (const [, rights = ''] of text.matchAll(/^ {4}permissions:\n((?: {6}.*\n)+)/gm))
      expect([file, rights]).toEqual(['release.yml', '      contents: write\n']);
  }
});
