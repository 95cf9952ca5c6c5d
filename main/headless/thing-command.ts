import { runThing, type ThingEvent } from '../rehearsal/lwt-thing.ts';
import { type ThingOptions, willOf } from '../rehearsal/thing-options.ts';
import { chooseLanguage, type DomainWords, wordsFor } from '../words/index.ts';
import { locale } from './locale.ts';
import { EXIT_FAILED, EXIT_USAGE } from './refused.ts';
import { readThing } from './thing-arguments.ts';
import { readOrRefuse } from './wrong.ts';

/**
 * `willwatch thing`: a device that connects, speaks, and dies. A signal ends it without a word, as pulling its plug would.
 * @returns the exit code: 0 when it died as it was told, 1 when it could not connect or was away then, 2 for wrong arguments
 */
export async function runThingCommand(argv: readonly string[]): Promise<number> {
  const language = chooseLanguage('auto', locale);
  const words = wordsFor(language).domain;
  const read = readOrRefuse(() => readThing(argv));
  if (!read.ok) return refuse(read.reason, EXIT_USAGE);
  const { thing } = read.arguments;
  const reason = await runThing(thing, (event) => {
    const time = new Date().toLocaleTimeString(language, { hourCycle: 'h23' });
    // A terminal is not for the control characters of others.
    process.stdout.write(`${time}  ${describe(event, thing, words).replace(/\p{Cc}/gu, ' ')}\n`);
  });
  return reason === null ? 0 : refuse(sentence(reason, words), EXIT_FAILED);
}

function refuse(why: string, status: number): number {
  process.stderr.write(`willwatch: ${why}\n`);
  return status;
}

function sentence(reason: Parameters<DomainWords['linkReason']>[0], words: DomainWords): string {
  const { what, tryThis } = words.linkReason(reason);
  return `${what} ${tryThis}`;
}

function describe(event: ThingEvent, thing: ThingOptions, { thing: words, ...domain }: DomainWords): string {
  switch (event.type) {
    case 'connected':
      return words.connected(thing.clientId, thing.url, thing.willTopic, willOf(thing.clientId), thing.afterSeconds);
    case 'published':
      return words.published(event.topic, event.payload);
    case 'unpublished':
      return words.unpublished(event.topic);
    case 'subscribed':
      return words.subscribed(event.topic);
    case 'unsubscribed':
      return words.unsubscribed(event.topic, domain.linkReason(event.reason).what);
    case 'received':
      return words.received(event.topic, event.payload);
    case 'lost':
      return words.lost(domain.linkReason(event.reason).what, Math.ceil(event.retryMs / 1000));
    case 'silent':
      return words.silent(Math.ceil(thing.keepAliveSeconds * 1.5));
    case 'buried':
      return words.buried;
    case 'unburied':
      return words.unburied;
    case 'cut':
      return words.cut;
    case 'left':
      return words.left;
  }
}
