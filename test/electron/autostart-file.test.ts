import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { autostartFile, autostartPath } from '../../main/electron/autostart-file.ts';

test('lies where the desktop looks for it', () => {
  const name = 'autostart/org.willwatch.Willwatch.desktop';
  expect(autostartPath({ XDG_CONFIG_HOME: '/home/t/.cfg' })).toBe(join('/home/t/.cfg', name));
  expect(autostartPath({})).toBe(join(homedir(), '.config', name));
  // The specification: a relative one counts as not set.
  expect(autostartPath({ XDG_CONFIG_HOME: 'here' })).toBe(join(homedir(), '.config', name));
});

test('starts the program into the tray', () => {
  const lines = autostartFile(['/opt/Willwatch.AppImage', '--hidden']).split('\n');
  expect(lines[0]).toBe('[Desktop Entry]');
  expect(lines).toContain('Type=Application');
  expect(lines).toContain('Exec="/opt/Willwatch.AppImage" "--hidden"');
});

test.each([
  ['a space', '/a b/W', '"/a b/W"'],
  ['a per cent sign, which would be a field', '/50%u/W', '"/50%%u/W"'],
  ['a quote', '/a"b', '"/a\\\\"b"'],
  ['a dollar', '/$HOME', '"/\\\\$HOME"'],
  ['a backtick', '/`id`', '"/\\\\`id\\\\`"'],
  ['a line end, which would begin another entry', '/a\nHidden=true', '"/a\\nHidden=true"'],
  ['a backslash', '/a\\b', '"/a\\\\\\\\b"'],
])('takes %s in a path literally', (_what, path, written) => {
  expect(autostartFile([path])).toContain(`\nExec=${written}\n`);
});
