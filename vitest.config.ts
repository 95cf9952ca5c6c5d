import { defineConfig } from 'vitest/config';
import { debianOnlyTests } from './scripts/tasks/debian-only.mjs';
import { TestResult } from './scripts/test-result.ts';

const bootstrapped = process.env.WILLWATCH_TEST_RESULT !== undefined;

const NOT_HERE = process.platform === 'linux' ? [] : debianOnlyTests();

export default defineConfig({
  test: {
    maxWorkers: 2,
    // Real brokers, real files, a real browser.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    // Clocks, other programs and a busy machine: what fails twice is broken, and what passed only the second time is named at the end.
    retry: 1,
    expect: { poll: { timeout: 15_000 } },
    reporters: bootstrapped ? ['default', new TestResult()] : ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          environment: 'node',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/packaging/**', ...NOT_HERE],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/{e2e,packaging}/**/*.{test,spec}.{ts,tsx}'],
          globalSetup: bootstrapped ? [] : ['test/helpers/build.ts'],
        },
      },
    ],
  },
});
