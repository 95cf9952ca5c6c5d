import type { Freshness, Verdict } from '../contract/model.ts';
import type { SilenceReason } from '../words/domain.en.ts';

/** Whether an outage is worth telling at all, before any hold. Null: tell. */
export function reasonForSilence(outage: {
  readonly verdict: Verdict;
  readonly freshness: Freshness;
  /** Its will asks for no action. */
  readonly quiet: boolean;
  /** History knew the device online before this news: then even a retained will is news. */
  readonly knownOnline: boolean;
}): SilenceReason | null {
  if (outage.verdict === 'clean') return 'goodbye';
  if (outage.quiet) return 'asks-quiet';
  if (outage.freshness === 'retained' && !outage.knownOnline) return 'old-news';
  return null;
}
