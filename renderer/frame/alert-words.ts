import type { SilenceReason } from '../../main/words/domain.en.ts';
import { wordsFor } from '../../main/words/index.ts';
import { useWords } from '../shared/words-context.tsx';

/** As a record, so that none can be forgotten. */
const REASONS: Readonly<Record<SilenceReason, true>> = {
  off: true,
  back: true,
  goodbye: true,
  'old-news': true,
  'asks-quiet': true,
  'part-of': true,
  summary: true,
  expired: true,
  'no-notifier': true,
  acknowledged: true,
  snoozed: true,
};

/** Main stores the sentence in the language of its place, which need not be the window's. */
const bySentence: ReadonlyMap<string, SilenceReason> = new Map(
  (['en', 'de'] as const).flatMap((language) =>
    (Object.keys(REASONS) as SilenceReason[]).map((reason) => [wordsFor(language).domain.silence(reason), reason] as const),
  ),
);

/** Why an alert was not shown, in the window's language; what is none of our sentences stays as it is. */
export function useSilence(): (sentence: string) => string {
  const { domain } = useWords();
  return (sentence) => {
    const reason = bySentence.get(sentence);
    return reason === undefined ? sentence : domain.silence(reason);
  };
}
