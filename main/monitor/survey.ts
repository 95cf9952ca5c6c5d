import { isAwsIot } from '../contract/aws-iot.ts';
import type { FeedAnswers, FeedValue } from '../contract/feed.ts';
import type { SurveyOutcome, SurveyView } from '../contract/model.ts';
import type { BrokerSettings, Settings, WatchSettings } from '../contract/settings.ts';
import type { History } from '../history/port.ts';
import type { HeardMessage, Listened } from '../mqtt/listen.ts';
import type { Feed } from '../presence/feed.ts';
import { findLikenesses } from '../presence/likeness.ts';
import { openPayload } from '../presence/payload.ts';
import { openWatch, recognise, type Watch } from '../presence/watch.ts';
import { passphraseName, passwordName, type Secrets } from '../settings/port.ts';
import type { DomainWords } from '../words/domain.en.ts';

const LIKELY_SHOWN = 20;
const IDS_SHOWN = 20;
const FEED_SHOWN = 10;
const VALUES_SHOWN = 100;
/** `#` finds all but what begins with `$`. */
const EVERYTHING = ['#'];

/** Typed by a person who tries; null: what is kept. */
export interface BrokerSecrets {
  readonly password: string | null;
  readonly passphrase: string | null;
}

const KEPT: BrokerSecrets = { password: null, passphrase: null };

export interface SurveyorParts {
  readonly listen: (broker: BrokerSettings, secrets: BrokerSecrets, filters: readonly string[]) => Promise<Listened>;
  readonly secrets: Secrets;
  readonly history: Pick<History, 'latestMessages'>;
  /** Those in force, with what the shell adds to them. */
  readonly settings: () => Settings;
  readonly words: () => DomainWords;
}

/** Looks around on brokers for a person who sets up what to watch. Nothing of what it sees is kept. */
export class Surveyor {
  readonly #parts: SurveyorParts;

  constructor(parts: SurveyorParts) {
    this.#parts = parts;
  }

  /** What these watches would know on a broker, and what else looks like presence there. */
  async ofBroker(broker: BrokerSettings, typed: BrokerSecrets, watches: readonly WatchSettings[]): Promise<SurveyOutcome> {
    const heard = await this.#listen(broker, typed, EVERYTHING);
    if (!heard.ok) return heard;
    const opened = watches.flatMap((one) => {
      const outcome = openWatch(one);
      return outcome.ok ? [outcome.watch] : [];
    });
    return {
      ok: true,
      survey: surveyOf(heard.messages, opened, { ...heard, withoutRetained: withoutRetained([broker], EVERYTHING) }),
    };
  }

  /** What a watch would read on its brokers. */
  async ofWatch(settings: WatchSettings): Promise<SurveyOutcome> {
    const { history, words } = this.#parts;
    const outcome = openWatch(settings);
    if (!outcome.ok) return { ok: false, reason: words().notices.badWatch(words().watchFaults.fault(outcome.reason)) };
    const { watch } = outcome;
    const filters = [...new Set(watch.conventions.flatMap((convention) => convention.filters))];
    const { brokers } = this.#parts.settings();
    const asked = brokers.filter(({ id, enabled }) => enabled && (watch.connectionId === null || watch.connectionId === id));
    if (asked.length === 0) return { ok: false, reason: words().notices.noBrokerToAsk };
    const answers = await Promise.all(asked.map((broker) => this.#listen(broker, KEPT, filters)));
    const failure = answers.find((answer) => !answer.ok);
    if (failure !== undefined && !answers.some(({ ok }) => ok)) return failure;
    const heard = answers.filter((answer) => answer.ok);
    // The history has the newest first; the last of a topic counts.
    const kept = (await Promise.all(asked.map(({ id }) => history.latestMessages(id)))).flatMap((some) => some.toReversed());
    const messages = heard.flatMap((one) => one.messages);
    return {
      ok: true,
      survey: surveyOf(
        [...messages.filter(({ retain }) => retain), ...kept, ...messages.filter(({ retain }) => !retain)],
        [watch],
        {
          full: heard.some(({ full }) => full),
          refused: [...new Set(heard.flatMap(({ refused }) => refused))],
          withoutRetained: withoutRetained(asked, filters),
        },
      ),
    };
  }

  /** What a broker retains of what a device measures. */
  async retainedOf(connectionId: string, feed: Feed, deviceId: string, now: number): Promise<FeedAnswers['feed.retained']> {
    const broker = this.#parts.settings().brokers.find(({ id, enabled }) => id === connectionId && enabled);
    if (broker === undefined) return { ok: false, reason: this.#parts.words().notices.noBrokerToAsk };
    const filters = feed.filtersOf(deviceId);
    if (filters.length === 0) return { ok: true, values: [] };
    const heard = await this.#listen(broker, KEPT, filters);
    if (!heard.ok) return heard;
    const retained = heard.messages.filter(({ topic, retain }) => retain && feed.deviceOf(topic) === deviceId);
    return { ok: true, values: retained.flatMap((message) => valuesOf(message, feed, now, 'retained')).slice(0, VALUES_SHOWN) };
  }

  async #listen(
    broker: BrokerSettings,
    typed: BrokerSecrets,
    filters: readonly string[],
  ): Promise<Extract<Listened, { ok: true }> | { readonly ok: false; readonly reason: string }> {
    const { listen, secrets, words } = this.#parts;
    const password = typed.password ?? (await secrets.read(passwordName(broker.id)));
    const passphrase = typed.passphrase ?? (await secrets.read(passphraseName(broker.id)));
    const heard = await listen(broker, { password, passphrase }, filters);
    if (heard.ok) return heard;
    const { what, tryThis } = words().linkReason(heard.reason);
    return { ok: false, reason: `${broker.name}: ${what} ${tryThis}` };
  }
}

function valuesOf(message: HeardMessage, feed: Feed, at: number, freshness: FeedValue['freshness']): readonly FeedValue[] {
  const { topic, payload } = message;
  return feed.read(topic, openPayload(payload)).map(({ name, value }) => ({ topic, ...name, value, at, freshness }));
}

/** What watches make of messages. */
function surveyOf(
  messages: readonly HeardMessage[],
  watches: readonly Watch[],
  { full, refused, withoutRetained }: Pick<SurveyView, 'full' | 'refused' | 'withoutRetained'>,
): SurveyView {
  const families = new Map<string, Set<string>>();
  const rest: HeardMessage[] = [];
  const feed = new Map<string, SurveyView['feed'][number]>();
  let unread = 0;
  for (const message of messages) {
    const recognised = recognise(watches, message.topic, message.payload);
    if (recognised === null) rest.push(message);
    else if (recognised.reading.kind === 'unrecognised') unread += 1;
    else if (recognised.reading.kind === 'says') {
      const ids = families.get(recognised.convention.id) ?? new Set();
      families.set(recognised.convention.id, ids.add(recognised.reading.deviceId));
      const { deviceId } = recognised.reading;
      const { feed: named } = recognised.watch;
      for (const value of named === null ? [] : valuesOf(message, named, 0, 'live')) {
        const place = `${value.topic}\n${value.path}`;
        if (feed.size < FEED_SHOWN || feed.has(place)) feed.set(place, { deviceId, value });
      }
    }
  }
  const likely = findLikenesses(rest);
  return {
    families: [...families]
      .map(([convention, ids]) => ({ convention, devices: ids.size, ids: shown([...ids]) }))
      .sort((a, b) => b.devices - a.devices),
    devices: [...families.values()].reduce((sum, ids) => sum + ids.size, 0),
    likely: likely
      .slice(0, LIKELY_SHOWN)
      .map(({ topic, devices, online, offline }) => ({ topic, devices: devices.length, ids: shown(devices), online, offline })),
    likelyDevices: likely.reduce((sum, { devices }) => sum + devices.length, 0),
    feed: [...feed.values()],
    unread,
    full,
    refused,
    withoutRetained,
  };
}

function withoutRetained(brokers: readonly BrokerSettings[], filters: readonly string[]): readonly string[] {
  return filters.some((filter) => /[+#]/.test(filter)) ? brokers.filter(isAwsIot).map(({ name }) => name) : [];
}

const shown = (ids: readonly string[]): readonly string[] => ids.toSorted().slice(0, IDS_SHOWN);
