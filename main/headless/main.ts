const [command, ...args] = process.argv.slice(2);
if (command === 'sql' && !args.includes('--help')) {
  // On its own: a statement is tried in a moment, without what brokers, history and window need.
  const { runSql } = await import('./sql-command.ts');
  process.exitCode = await runSql(args);
} else if (command === 'thing' && !args.includes('--help')) {
  const { runThingCommand } = await import('./thing-command.ts');
  process.exitCode = await runThingCommand(args);
} else {
  await import('./app.ts');
}
