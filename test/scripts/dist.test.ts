import { describe, expect, it } from 'vitest';
import { builderOptions, downloadAdvice, releaseNotes } from '../../scripts/tasks/dist.mjs';

describe('npm run dist', () => {
  it('without a word from the environment names no server, no person and no place', () => {
    expect(builderOptions({})).toEqual([]);
  });

  it('takes the source of updates, the maintainer and the homepage from the environment', () => {
    const origin = { WILLWATCH_MAINTAINER: 'A <a@b.example>', WILLWATCH_HOMEPAGE: 'https://b.example' };
    expect(builderOptions({ WILLWATCH_UPDATES: 'github:some-body/willwatch', ...origin })).toEqual([
      '-c.publish.provider=github',
      '-c.publish.owner=some-body',
      '-c.publish.repo=willwatch',
      '-c.linux.maintainer=A <a@b.example>',
      '-c.extraMetadata.homepage=https://b.example',
    ]);
    expect(builderOptions({ WILLWATCH_UPDATES: 'https://updates.example/w' })).toEqual([
      '-c.publish.provider=generic',
      '-c.publish.url=https://updates.example/w',
    ]);
  });

  it.each(['http://updates.example', 'github:willwatch', 'updates'])('refuses %s as a source of updates', (source) => {
    expect(() => builderOptions({ WILLWATCH_UPDATES: source })).toThrow(`WILLWATCH_UPDATES is "${source}", and must be https://`);
  });

  it('says what to do when Electron cannot be downloaded, and only then', () => {
    const refused =
      '  ⨯ getaddrinfo ENOTFOUND github.com  failedTask=build stackTrace=RequestError: getaddrinfo ENOTFOUND github.com';
    expect(downloadAdvice(refused)).toContain('-c.electronDist=<folder>');
    expect(downloadAdvice('HTTPError: Response code 404 (Not Found) for http://mirror/electron-v45.4.1-linux-x64.zip')).toContain(
      'ELECTRON_MIRROR=',
    );
    expect(downloadAdvice('Invalid configuration object. electron-builder 26.17.0')).toBe(null);
  });

  it('the notes are of the version, or what is not released yet', () => {
    const changelog = '# Changelog\n\nWords.\n\n## [Unreleased]\n\n- New\n\n## [1.0.0] - 2026-11-23\n\n### Added\n\n- First\n';
    expect(releaseNotes(changelog, '1.0.0')).toBe('### Added\n\n- First');
    expect(releaseNotes(changelog, '1.1.0')).toBe('- New');
  });
});
