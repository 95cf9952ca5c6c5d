import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { HistoryThread } from '../history/start-thread.ts';
import { catchFaults } from '../log/faults.ts';
import { chosenLevel, type Log, openLog } from '../log/open-log.ts';
import { openData } from '../monitor/open-data.ts';
import type { Notifier } from '../monitor/ports.ts';
import { limitYoungGeneration } from '../monitor/young-generation.ts';
import { checkSettings } from '../settings/check.ts';
import { defaultDataDir, openDataDir } from '../settings/data-dir.ts';
import { readGivenSecrets, withGiven } from '../settings/given-secrets.ts';
import { passwordName, type Secrets, type SetAside, type SettingsStore, secretNames } from '../settings/port.ts';
import { keepSecrets, openSecretsFile } from '../settings/secrets-file.ts';
import { chooseLanguage, type DomainWords, type Language, wordsFor } from '../words/index.ts';
import { type Arguments, readArguments, USAGE, type WatchArguments } from './arguments.ts';
import type { App } from './compose.ts';
import { mergeFlags, readConfig } from './config-file.ts';
import { diagnoseFolder } from './diagnosis-command.ts';
import { listHistory } from './history-command.ts';
import { jsonLine, LineWriter } from './json-lines.ts';
import { keepSettings } from './kept-settings.ts';
import { locale } from './locale.ts';
import { EXIT_FAILED, EXIT_USAGE, Refused } from './refused.ts';
import { writeReport } from './report-command.ts';
import type { WindowServer } from './server.ts';

/** The built window, beside the built main. */
const rendererDir = join(import.meta.dirname, '..', 'renderer');
const version = (JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as { version: string })
  .version;
/** How long an end after a fault may take to write what it still can. */
const LAST_WORDS_MS = 5000;

/**
 * Does what the command line asks; what goes wrong ends the process with a sentence and a status.
 * @param thread for the history of a command that watches
 */
export async function runApp(thread?: HistoryThread): Promise<void> {
  const outcome = readArguments(process.argv.slice(2), Date.now());
  if (!outcome.ok) return fail(outcome.reason, EXIT_USAGE);
  try {
    await run(outcome.arguments, thread);
  } catch (error) {
    if (error instanceof Refused) fail(error.message, error.status);
    const wantsStack = process.env.WILLWATCH_LOG === 'debug';
    fail(error instanceof Error ? (wantsStack && error.stack) || error.message : String(error), EXIT_FAILED);
  }
}

async function run(args: Arguments, thread: HistoryThread | undefined): Promise<void> {
  switch (args.command) {
    case 'help':
      process.stdout.write(`${USAGE}\n`);
      return;
    case 'version':
      process.stdout.write(`${version}\n`);
      return;
    case 'history': {
      const words = wordsFor(chooseLanguage('auto', locale)).domain;
      const outcome = await listHistory(args, resolve(args.dataDir ?? defaultDataDir()), words);
      if (!outcome.ok) throw new Refused(outcome.reason, EXIT_FAILED);
      process.stdout.write(outcome.output);
      return;
    }
    case 'report': {
      const words = wordsFor(chooseLanguage('auto', locale));
      const outcome = await writeReport(args, resolve(args.dataDir ?? defaultDataDir()), words, Date.now());
      if (!outcome.ok) throw new Refused(outcome.reason, EXIT_FAILED);
      process.stdout.write(outcome.output);
      return;
    }
    case 'diagnosis': {
      const words = wordsFor(chooseLanguage('auto', locale)).domain;
      const { redactor } = openLog({ dataDir: null, level: null });
      const dataDir = resolve(args.dataDir ?? defaultDataDir());
      if (!existsSync(dataDir)) throw new Refused(`There is no data folder ${dataDir}. Name another --data-dir.`, EXIT_FAILED);
      process.stdout.write(await diagnoseFolder(dataDir, version, words, redactor, Date.now()));
      return;
    }
    case 'topology': {
      const { runTopology } = await import('./topology-command.ts');
      const words = wordsFor(chooseLanguage('auto', locale)).domain;
      const outcome = await runTopology(args, resolve(args.dataDir ?? defaultDataDir()), words, Date.now());
      if (!outcome.ok) throw new Refused(outcome.reason, EXIT_FAILED);
      process.stdout.write(outcome.output);
      for (const line of outcome.remarks) process.stderr.write(`willwatch: ${line}\n`);
      if (outcome.isPartial) process.exitCode = EXIT_FAILED;
      return;
    }
    case 'sql':
    case 'thing':
      // `main.ts` has taken them.
      return;
    default:
      return watch(args, thread);
  }
}

async function watch(args: WatchArguments, thread: HistoryThread | undefined): Promise<void> {
  limitYoungGeneration();
  const isDemo = args.command === 'demo';
  // The rehearsal keeps nothing: its outages must not count as the person's history.
  const temporary = isDemo && args.dataDir === null ? mkdtempSync(join(tmpdir(), 'willwatch-demo-')) : null;
  if (temporary !== null) process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
  const dataDir = temporary ?? openDataDir(args.dataDir);
  // Logs go to stderr and into the folder: stdout belongs to the answer.
  const log = openLog({ dataDir, level: chosenLevel(args.logLevel) });
  log.info({ version, command: args.command, node: process.version, platform: process.platform }, 'started');
  let running: { readonly app: App; readonly stop: () => Promise<void> } | null = null;
  catchFaults({
    log,
    goOn: (error) => running?.app.failed(error),
    end: (error) => {
      process.stderr.write(
        `willwatch: ended by a fault of its own: ${log.redactor.clean(error.message)}. What was seen is in the history; the log is in ${dataDir}.\n`,
      );
      setTimeout(() => process.exit(EXIT_FAILED), LAST_WORDS_MS).unref();
      void (running?.stop() ?? Promise.resolve()).finally(() => process.exit(EXIT_FAILED));
    },
  });
  const { store, secrets, setAside, notices } = await openStores(args, dataDir);
  for (const password of args.passwords.values()) log.redactor.hide(password);
  const language = (): Language => chooseLanguage(store.read().appearance.language, locale);
  const words = (): DomainWords => wordsFor(language()).domain;
  const silent: Notifier = { show: async () => ({ outcome: 'silent', reason: words().silence('off') }) };
  const command = `willwatch ${args.command}`;
  // A start is as long as reading the history or as loading the rest, not as both.
  const [data, { compose }, notifier] = await Promise.all([
    openData({ dataDir, command, words: words(), language: language(), ...(thread && { thread }) }),
    import('./compose.ts'),
    args.notify ? import('../monitor/native-notifier.ts').then(({ openNotifier }) => openNotifier()) : silent,
  ]);
  if (!data.ok) throw new Refused(data.reason, EXIT_FAILED);
  const app = await compose({
    data,
    dataDir,
    store,
    secrets,
    settingsSetAside: setAside,
    secretsNotices: notices,
    notifier,
    nativeNotifications: args.notify,
    log,
    version,
    language,
  });

  const lines = new LineWriter(process.stdout);
  if (args.json)
    app.monitor.subscribe((event) => {
      const line = jsonLine(event, wordsFor(app.language()).domain);
      if (line !== null) lines.write(line);
    });
  else if (args.command === 'watch') app.monitor.subscribe((event) => describe(event, app));
  const server = args.port === 'off' ? null : await openServer(app, args.port, log);
  const end = endOnce(app, server, lines);
  running = { app, stop: end };
  const stop = (): Promise<void> =>
    end().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: String(error) }, 'could not stop cleanly');
        process.exit(EXIT_FAILED);
      },
    );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  // Whoever read our lines has gone: nothing is left to tell.
  process.stdout.on('error', () => void stop());
  if (args.forSeconds !== null) setTimeout(() => void stop(), args.forSeconds * 1000);

  await app.monitor.start();
  if (isDemo) await app.rehearsal.start();
  if (server !== null) {
    const line = `window: ${server.url}\n`;
    if (args.json) process.stderr.write(line);
    else
      process.stdout.write(
        `${isDemo ? 'The rehearsal runs: a router, three gateways, 120 devices. Pull a plug in the window.\n' : ''}${line}`,
      );
  }
}

/** Loaded when it is wanted: a start without a window is sooner. */
async function openServer(app: App, port: number | null, log: Log): Promise<WindowServer> {
  const { serveWindow } = await import('./server.ts');
  return serveWindow(rendererDir, app.desk, app.pushes, app.downloads, log, port);
}

async function openStores(
  args: WatchArguments,
  dataDir: string,
): Promise<{
  store: SettingsStore;
  secrets: Secrets;
  setAside: SetAside | null;
  notices: (words: DomainWords) => readonly string[];
}> {
  const opened: [path: string, mode: string][] = [];
  const notices = (words: DomainWords) => opened.map(([path, mode]) => words.notices.secretsWereOpen(path, mode));
  const kept = (): Secrets => openSecretsFile(dataDir, (path, mode) => opened.push([path, mode]));
  const given = readGivenSecrets(process.env);
  const names = [...args.passwords].map(([id, password]) => [passwordName(id), password] as const);
  if (args.configFile !== null || args.flags.brokers !== undefined || args.command === 'demo') {
    const config = args.configFile === null ? ({ ok: true, value: {} } as const) : readConfig(args.configFile);
    const from = args.configFile === null ? '' : `--config ${args.configFile}: `;
    if (!config.ok) throw new Refused(`${from}${config.reason}`, EXIT_USAGE);
    const outcome = await checkSettings(mergeFlags(config.value, args.flags), 'refuse');
    if (!outcome.ok) throw new Refused(`${from}${outcome.reason}.`, EXIT_USAGE);
    if (outcome.settings.brokers.length === 0 && args.command === 'watch')
      throw new Refused(`${from}it names no broker; add "brokers", or give --broker <url>.`, EXIT_USAGE);
    // Passwords on the command line are for this run; without any, those the person keeps.
    const store = keepSettings(outcome.settings);
    // What the command line says wins over everything; it stands in the list of processes, so it is not what we recommend.
    const secrets = names.length > 0 ? keepSecrets(names) : withGiven(given, kept(), namesOf(store));
    return { store, secrets, setAside: null, notices };
  }
  // Loads a checker of its own, for which a start with settings from the command line has no use.
  const { openSettingsFile } = await import('./settings-file.ts');
  const { store, setAside } = openSettingsFile(dataDir, new Date());
  return { store, secrets: withGiven(given, kept(), namesOf(store)), setAside, notices };
}

const namesOf = (store: SettingsStore) => () => secretNames(store.read());

/** For a person at a terminal: one plain line for what matters. */
function describe(event: Parameters<Parameters<App['monitor']['subscribe']>[0]>[0], app: App): void {
  const { domain: words, rules } = wordsFor(app.language());
  const time = new Date().toLocaleTimeString(app.language(), { hourCycle: 'h23' });
  const say = (text: string): void => void process.stdout.write(`${time}  ${text.replace(/\p{Cc}/gu, ' ')}\n`);
  switch (event.type) {
    case 'link':
      if (event.state === 'connected') say(`${event.connectionId}: connected`);
      else {
        const { what, tryThis } = words.linkReason(event.reason ?? { code: 'unknown', detail: null });
        say(`${event.connectionId}: ${what} ${tryThis}`);
      }
      break;
    case 'outage':
      say(
        `${event.deviceId}: ${words.verdictShort(event.verdict)}${event.affected.length > 0 ? `, affects ${event.affected.length}` : ''}`,
      );
      break;
    case 'recovery':
      say(`${event.deviceId}: back`);
      break;
    case 'rule':
      say(rules.matched(event.name, event.topic));
      break;
    case 'action':
      if (event.reason !== null) say(rules.notDoneBy(event.ruleId, event.reason));
      break;
    default:
      break;
  }
}

/** Everything written and closed, once for whoever asks. */
function endOnce(app: App, server: WindowServer | null, lines: LineWriter): () => Promise<void> {
  let ending: Promise<void> | null = null;
  const end = async (): Promise<void> => {
    await server?.stop();
    await app.stop();
    await lines.flush();
  };
  return () => {
    ending ??= end();
    return ending;
  };
}

function fail(reason: string, status: number): never {
  process.stderr.write(`willwatch: ${reason}\n`);
  process.exit(status);
}
