import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** Writes what `npm test` closes with to the file that WILLWATCH_TEST_RESULT names. */
export class TestResult implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env.WILLWATCH_TEST_RESULT;
    if (!file) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    // A file or suite that failed outside its tests (a syntax error, a hook) has no failed test to show for it.
    const failedOutside = modules.filter((module) => !module.ok() && ![...module.children.allTests('failed')].length).length;
    const skipped = [...tests].filter((test) => test.result().state === 'skipped');
    const result = {
      passed: tests.filter((test) => test.result().state === 'passed').length,
      failed: tests.filter((test) => test.result().state === 'failed').length + failedOutside + unhandledErrors.length,
      unsteady: tests.filter((test) => test.diagnostic()?.flaky === true).map((test) => test.fullName),
      skipped: skipped.map((test) => {
        const { note } = test.result() as { note?: string };
        return { name: test.fullName, reason: note ?? 'no reason given' };
      }),
    };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(result));
  }
}
