import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLookDue, plainNotes, updateFailure, updateWay } from '../../main/electron/update-facts.ts';

describe('how a new version comes', () => {
  let resources: string;
  beforeEach(async () => {
    resources = await mkdtemp(join(tmpdir(), 'willwatch-resources-'));
  });
  afterEach(() => rm(resources, { recursive: true }));
  const put = (name: string) => writeFile(join(resources, name), '');

  it('in a checkout: not at all', async () => {
    await put('app-update.yml');
    expect(updateWay(false, resources, {}, 'win32')).toBe('checkout');
  });

  it('a deb and an rpm: by the package manager, whether or not a source was named', async () => {
    await put('package-type');
    expect(updateWay(true, resources, {}, 'linux')).toBe('packages');
    await put('app-update.yml');
    expect(updateWay(true, resources, {}, 'linux')).toBe('packages');
  });

  it('an AppImage: asked, also when a deb was made out of the same folder', async () => {
    await put('app-update.yml');
    await put('package-type');
    expect(updateWay(true, resources, { APPIMAGE: '/home/me/Willwatch.AppImage' }, 'linux')).toBe('asked');
  });

  it.each(['win32', 'darwin'] as const)('on %s: asked when the build was told where', async (platform) => {
    expect(updateWay(true, resources, {}, platform)).toBe('nowhere');
    await put('app-update.yml');
    expect(updateWay(true, resources, {}, platform)).toBe('asked');
  });

  it('an unpacked folder on Linux cannot replace itself', async () => {
    await put('app-update.yml');
    expect(updateWay(true, resources, {}, 'linux')).toBe('nowhere');
  });
});

it('is looked for once a day, and again after the clock was set back', () => {
  const day = 86_400_000;
  const now = Date.UTC(2026, 5, 1);
  expect(isLookDue('ask', null, now)).toBe(true);
  expect(isLookDue('ask', now - day + 1, now)).toBe(false);
  expect(isLookDue('ask', now - day, now)).toBe(true);
  expect(isLookDue('ask', now + 1, now)).toBe(true);
  expect(isLookDue('off', null, now)).toBe(false);
});

describe('release notes', () => {
  it('of a server are plain text', () => {
    expect(plainNotes('<h2>New</h2><ul><li>A &lt;b&gt; &amp; c</li><li>Two</li></ul><script>alert(1)</script>')).toBe(
      'New\n\n- A <b> & c\n- Two',
    );
  });

  it('in Markdown keep their lists', () => {
    expect(plainNotes('### Added\n\n- One\n- Two\n')).toBe('Added\n\n- One\n- Two');
  });

  it.each(['<script>', '<li ', '<'])('made to hold us up do not: a million times %j', (part) => {
    expect(plainNotes(part.repeat(1_000_000)).length).toBeLessThanOrEqual(1502);
  });

  it('of several releases stand under their versions', () => {
    expect(
      plainNotes([
        { version: '2.0.0', note: 'b' },
        { version: '1.1.0', note: null },
      ]),
    ).toBe('2.0.0\nb\n\n1.1.0');
  });

  it('are cut, and lose what could deceive', () => {
    expect(plainNotes(`a\u202Eb\u0007${'x'.repeat(5000)}`)).toMatch(/^abx{1498} …$/);
    expect(plainNotes(null)).toBe('');
    expect(plainNotes('1 < 2 and 3 > 2')).toBe('1 < 2 and 3 > 2');
  });
});

describe('a failure', () => {
  const failed = (code: string | undefined, message: string) =>
    updateFailure(Object.assign(new Error(message), code && { code })).kind;

  it.each([
    ['notOurs', 'ERR_UPDATER_INVALID_SIGNATURE', 'New version 2.0.0 is not signed by the application owner: x'],
    ['damaged', 'ERR_CHECKSUM_MISMATCH', 'sha512 checksum mismatch, expected a, got b'],
    ['damaged', 'ERR_UPDATER_INVALID_UPDATE_INFO', 'Cannot parse update info'],
    ['nothingThere', 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND', 'Cannot find channel "latest.yml" update info: HttpError: 404'],
    ['nothingThere', 'ERR_UPDATER_LATEST_VERSION_NOT_FOUND', 'Unable to find latest version on GitHub'],
    ['disk', 'ENOSPC', 'ENOSPC: no space left on device, write'],
    ['unreachable', undefined, 'net::ERR_NAME_NOT_RESOLVED'],
    ['unreachable', 'ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'],
    ['unreachable', 'HTTP_ERROR_503', '503 Service Unavailable'],
    ['other', undefined, 'something else'],
  ] as const)('is %s: %s %s', (kind, code, message) => {
    expect(failed(code, message)).toBe(kind);
  });

  it('is told by its first line', () => {
    expect(updateFailure(new Error('one\n    at here')).detail).toBe('one');
    expect(updateFailure('text').detail).toBe('text');
  });
});
