import { expect, it } from 'vitest';
import { debianOnlyTests } from '../../scripts/tasks/debian-only.mjs';

it('tests that start a broker, a browser or a bus need Debian, and those of the pure rooms do not', () => {
  const files = debianOnlyTests();
  expect(files).toEqual(
    expect.arrayContaining(['test/helpers/chromium.test.ts', 'test/helpers/dbus.test.ts', 'test/mqtt/connection.test.ts']),
  );
  expect(files.filter((file) => /^test\/(presence|impact|incidents|words|contract|renderer)\//.test(file))).toEqual([]);
});
