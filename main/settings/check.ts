import type { z } from 'zod';
import { isAwsIot } from '../contract/aws-iot.ts';
import type { Rule } from '../contract/rules.ts';
import { type BrokerSettings, type Settings, settingsSchema } from '../contract/settings.ts';
import { openWatch } from '../presence/watch.ts';
import { type DomainWords, domainEn } from '../words/domain.en.ts';
import { type RulesWords, rulesEn } from '../words/rules.en.ts';
import { awsClientIdFault, awsTopicFault } from './aws-iot-limits.ts';
import { checkMail } from './check-mail.ts';

export type SettingsOutcome =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly reason: string };

export interface CheckWords {
  readonly rules: RulesWords;
  readonly brokers: DomainWords['brokerFaults'];
  readonly watches: DomainWords['watchFaults'];
}

const ENGLISH: CheckWords = { rules: rulesEn, brokers: domainEn.brokerFaults, watches: domainEn.watchFaults };

/**
 * Settings out of anything: a file, the window, a test. All of it is checked, also what rules say.
 * @param unknownKeys `refuse` for what a person wrote by hand, where a misspelt key would watch nothing and say nothing.
 *   `ignore` for a file of our own: a newer Willwatch may have written more.
 * @param words for what is said of brokers, watches and rules
 * @returns the settings with defaults filled in, or one sentence that names what does not fit and where
 */
export async function checkSettings(
  input: unknown,
  unknownKeys: 'refuse' | 'ignore' = 'ignore',
  words: CheckWords = ENGLISH,
): Promise<SettingsOutcome> {
  const outcome = readSettings(input, unknownKeys, words);
  if (!outcome.ok || outcome.settings.rules.length === 0) return outcome;
  // With it comes all that reads statements: who has no rules does not wait for it.
  const { checkRules } = await import('./check-rules.ts');
  const reason = checkRules(outcome.settings, words.rules);
  return reason === null ? outcome : { ok: false, reason };
}

/**
 * As `checkSettings`, but for the statements and actions of rules: for the file that we wrote ourselves. One rule in it that cannot be used
 * is left out when it is put in force; it must not cost a person all other settings.
 */
export function readSettings(
  input: unknown,
  unknownKeys: 'refuse' | 'ignore' = 'ignore',
  words: CheckWords = ENGLISH,
): SettingsOutcome {
  const parsed = settingsSchema.safeParse(input);
  if (!parsed.success) return { ok: false, reason: nameIssue(parsed.error) };
  const settings = parsed.data;
  const stray = unknownKeys === 'refuse' ? findUnknown(input, settings, '') : null;
  if (stray !== null) return { ok: false, reason: `"${stray}" is no setting; check its spelling` };
  const reason =
    checkBrokers(settings.brokers, words.brokers) ??
    checkWatches(settings, words) ??
    checkRulePlaces(settings, words.rules) ??
    checkMail(settings.mail, words.rules);
  return reason === null ? { ok: true, settings } : { ok: false, reason };
}

/** The path of the first key that the schema did not take over. */
function findUnknown(given: unknown, taken: unknown, path: string): string | null {
  if (typeof given !== 'object' || given === null || typeof taken !== 'object' || taken === null) return null;
  for (const [key, value] of Object.entries(given)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(taken, key)) return here;
    const below = findUnknown(value, (taken as Record<string, unknown>)[key], here);
    if (below !== null) return below;
  }
  return null;
}

function nameIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'they could not be read';
  const where = issue.path.map(String).join('.');
  return where === '' ? issue.message : `${where}: ${issue.message}`;
}

function checkBrokers(brokers: readonly BrokerSettings[], words: CheckWords['brokers']): string | null {
  const seen = new Set<string>();
  for (const broker of brokers) {
    if (seen.has(broker.id)) return words.twice(broker.id);
    seen.add(broker.id);
    const wrong = checkBrokerUrl(broker.url, words);
    if (wrong !== null) return `${broker.name}: ${wrong}`;
    if ((broker.certFile === '') !== (broker.keyFile === '')) return `${broker.name}: ${words.certificateAndKey}`;
    const refused = checkAws(broker, words.aws);
    if (refused !== null) return `${broker.name}: ${refused}`;
  }
  return null;
}

/** What AWS IoT Core would not take; `null` also for every other broker. */
function checkAws(broker: BrokerSettings, words: CheckWords['brokers']['aws']): string | null {
  const { signed } = broker.aws;
  if (signed && !/^wss:/i.test(broker.url)) return words.webSocket;
  if (signed && !isAwsIot(broker)) return words.region;
  if (signed && broker.certFile !== '') return words.certificate;
  return isAwsIot(broker) ? awsClientIdFault(broker.clientId, words) : null;
}

/** What is wrong with a broker's address, or null. */
export function checkBrokerUrl(text: string, words = domainEn.brokerFaults): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return words.noAddress(text);
  }
  if (!['mqtt:', 'mqtts:', 'ws:', 'wss:'].includes(url.protocol)) return words.scheme(text);
  if (url.hostname === '') return words.noHost(text);
  return url.username !== '' || url.password !== '' ? words.user : null;
}

function checkWatches(settings: Settings, { watches: words, brokers: { aws } }: CheckWords): string | null {
  const seen = new Set<string>();
  for (const watch of settings.watches) {
    if (seen.has(watch.id)) return words.twice(watch.id);
    seen.add(watch.id);
    if (watch.connectionId !== null && !settings.brokers.some((b) => b.id === watch.connectionId))
      return words.noBroker(watch.id, watch.connectionId);
    const outcome = openWatch(watch);
    if (!outcome.ok) return words.ofWatch(watch.id, words.fault(outcome.reason));
    if (settings.brokers.some((broker) => broker.id === watch.connectionId && isAwsIot(broker))) {
      const faults = outcome.watch.conventions.flatMap(({ filters }) => filters.map((topic) => awsTopicFault(topic, aws)));
      const fault = faults.find((one) => one !== null);
      if (fault) return words.ofWatch(watch.id, fault);
    }
  }
  return null;
}

/** Each rule once, and on brokers that there are. */
function checkRulePlaces({ rules, brokers }: Settings, words: RulesWords): string | null {
  const seen = new Set<string>();
  for (const rule of rules) {
    if (seen.has(rule.id)) return words.twoRules(rule.id);
    seen.add(rule.id);
    const stray = brokersOf(rule).find((id) => !brokers.some((broker) => broker.id === id));
    if (stray !== undefined) return words.noBroker(rule.name, stray);
  }
  return null;
}

function brokersOf({ connectionId, actions, errorAction }: Rule): readonly string[] {
  const targets = [...actions, errorAction].map((action) => (action?.kind === 'republish' ? action.connectionId : null));
  return [connectionId, ...targets].filter((id) => id !== null);
}
