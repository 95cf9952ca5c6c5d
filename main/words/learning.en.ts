import { number } from './counts.en.ts';

/** What is learned of the topology, in the window. */
export const learningEn = {
  title: 'Probably behind the same thing',
  intro: 'These went and came back together again and again, and nothing is known that they hang on. You decide.',
  devices: (n: number) => `${number(n)} devices`,
  more: (n: number) => `and ${number(n)} more`,
  evidence: (times: number, seconds: number) => `${number(times)} times together, each time within ${number(seconds)} s`,
  show: 'Show when',
  hide: 'Hide',
  columns: { fell: 'Went', within: 'Within', rose: 'Came back', roseWithin: 'Within' },
  older: (n: number) => `${number(n)} more times before`,
  accept: 'Put behind a gateway',
  acceptOf: (names: string) => `Put behind a gateway: ${names}`,
  dismiss: 'Dismiss',
  dismissOf: (names: string) => `Dismiss: ${names}`,
  kinds: { made: 'A new gateway', known: 'A known device' },
  what: 'What they hang on',
  name: 'Name',
  nameHint: 'A switch, a cabinet, a power line: what nobody hears of itself.',
  device: 'Device',
  save: 'Put them behind it',
  accepted: (n: number, name: string) => `${number(n)} devices are behind ${name} now.`,
  dismissed: 'Not proposed again unless it happens twice as often.',
};

export type LearningWords = typeof learningEn;
