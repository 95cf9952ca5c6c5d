import type { SilenceReason } from '../../main/words/domain.en.ts';
import { wordsFor } from '../../main/words/index.ts';
import { useWords } from '../shared/words-context.tsx';

const REASONS = [
  'off',
  'back',
  'goodbye',
  'old-news',
  'asks-quiet',
  'part-of',
  'summary',
  'expired',
  'no-notifier',
] as const satisfies readonly SilenceReason[];

/** Main stores the sentence in the language of its place, which need not be the window's. */
const bySentence: ReadonlyMap<string, SilenceReason> = new Map(
  (['en', 'de'] as const).flatMap((language) => REASONS.map((reason) => [wordsFor(language).domain.silence(reason), reason])),
);

/** Why an alert was not shown, in the window's language; what is none of our sentences stays as it is. */
export function useSilence(): (sentence: string) => string {
  const { domain } = useWords();
  return (sentence) => {
    const reason = bySentence.get(sentence);
    return reason === undefined ? sentence : domain.silence(reason);
  };
}
