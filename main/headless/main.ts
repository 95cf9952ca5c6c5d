import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { startHistoryThread } from '../history/start-thread.ts';

// What V8 makes of the code is kept beside the code, for the threads too: whoever may write there could change the code itself.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '..', 'code-cache');
enableCompileCache(process.env.NODE_COMPILE_CACHE);

const [command = 'help', ...args] = process.argv.slice(2);
if (command === 'sql' && !args.includes('--help')) {
  // On its own: a statement is tried in a moment, without what brokers, history and window need.
  const { runSql } = await import('./sql-command.ts');
  process.exitCode = await runSql(args);
} else if (command === 'thing' && !args.includes('--help')) {
  const { runThingCommand } = await import('./thing-command.ts');
  process.exitCode = await runThingCommand(args);
} else {
  // Before the rest is loaded, and at the same time.
  const thread = ['watch', 'start', 'demo'].includes(command) ? startHistoryThread() : undefined;
  const { runApp } = await import('./app.ts');
  await runApp(thread);
}
