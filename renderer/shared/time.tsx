import type { Interval } from '../../main/contract/model.ts';
import { pointOf } from './format-time.ts';
import classes from './shared.module.css';
import { useCopy } from './use-copy.ts';
import { useNow } from './use-now.ts';
import { useWords } from './words-context.tsx';

/** A moment. Hovering tells it exactly with its zone, a click copies that. */
export function Time({ at, day }: { readonly at: number; readonly day?: number }) {
  const { clock } = useWords();
  const now = useNow();
  return <CopyableTime text={clock.stamp(at, day ?? now)} exact={clock.exact(at)} />;
}

/** When something happened, with no more certainty than there is. `day`: the day it stands under, which then needs no telling. */
export function IntervalTime({ interval, day }: { readonly interval: Interval; readonly day?: number }) {
  const { clock } = useWords();
  const now = useNow();
  return <CopyableTime text={clock.interval(interval, day ?? now)} exact={clock.exactInterval(interval)} />;
}

function CopyableTime({ text, exact }: { readonly text: string; readonly exact: string }) {
  const { t } = useWords();
  const { copied, copy } = useCopy();
  return (
    <button type="button" className={classes.time} title={t.common.copyTime(exact)} onClick={() => copy(exact)}>
      <span className={copied ? classes.timeHidden : undefined}>{text}</span>
      {copied && (
        <span className={classes.timeCopied} role="status">
          {t.common.copied}
        </span>
      )}
    </button>
  );
}

/** How long something lasts or lasted, counted from the latest moment it can have begun. */
export function Length({
  began,
  ended,
  durationMs,
}: {
  readonly began: Interval;
  readonly ended: Interval | null;
  readonly durationMs: number | null;
}) {
  const { clock, t } = useWords();
  const now = useNow();
  if (durationMs !== null) return <span>{clock.length(durationMs)}</span>;
  const from = pointOf(began);
  const to = ended === null ? now : (ended.notBefore ?? ended.notAfter);
  if (from === null || to === null || to < from) return <span className={classes.dim}>{t.time.unknown}</span>;
  if (ended === null) return <span>{clock.minutes(to - from)}</span>;
  return <span>{t.time.atLeast(clock.length(to - from))}</span>;
}
