import { expect, test } from 'vitest';
import { argumentsAfterFault, readDesktopArguments } from '../../main/electron/arguments.ts';

const plain = { command: 'start', hidden: false, dataDir: null, logLevel: null, afterFault: false, notify: true, link: null };

test.each([
  [['/opt/willwatch'], plain],
  [['electron', '/app', 'demo', '--no-notify'], { ...plain, command: 'demo', notify: false }],
  [['electron', '/app', 'start', '--data-dir', '/data', '--port', '7117'], { ...plain, dataDir: '/data' }],
  [['willwatch', '--hidden', '--data-dir=/data'], { ...plain, hidden: true, dataDir: '/data' }],
  // Kept as it is, for the start to refuse: it is not the person’s own folder.
  [['willwatch', '--data-dir='], { ...plain, dataDir: '' }],
  [['willwatch', '--log-level', 'debug', '--after-fault'], { ...plain, logLevel: 'debug', afterFault: true }],
  [['willwatch', '--log-level', 'verbose'], plain],
  // As a second instance hands them over on Windows.
  [
    ['Willwatch.exe', '--allow-file-access-from-files', '--secure-schemes=app', 'willwatch://device/gw1'],
    { ...plain, link: 'willwatch://device/gw1' },
  ],
  [['willwatch', '--', 'WillWatch://device/gw1'], { ...plain, link: 'WillWatch://device/gw1' }],
  [['willwatch', '--ozone-platform-hint=auto', '-psn_0_12345', '--unknown'], plain],
  [[], plain],
])('%j', (argv, expected) => {
  expect(readDesktopArguments(argv)).toEqual(expected);
});

test('after a fault it starts the same way, into the tray, once more and at no old link', () => {
  const first = argumentsAfterFault(['electron', '/app', 'start', '--data-dir', '/d', '--', 'willwatch://device/gw1']);
  expect(first).toEqual(['/app', 'start', '--data-dir', '/d', '--hidden', '--after-fault', '--']);
  const expected = { ...plain, dataDir: '/d', hidden: true, afterFault: true };
  expect(readDesktopArguments(['electron', ...first])).toEqual(expected);
  expect(readDesktopArguments(['electron', ...argumentsAfterFault(['electron', ...first])])).toEqual(expected);
});
