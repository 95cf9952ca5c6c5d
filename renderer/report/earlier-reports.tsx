import { ActionIcon } from '@mantine/core';
import type { HandoverView } from '../../main/contract/look-back.ts';
import { Link } from '../frame/link.tsx';
import { Given } from '../shared/device-name.tsx';
import { CrossIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import classes from './report.module.css';
import { writePlace } from './report-place.ts';

/** Reports that were kept, newest first, each with the first line of what was written. */
export function EarlierReports({ kept, shown }: { readonly kept: readonly HandoverView[]; readonly shown: number | null }) {
  const { t, report: w, clock } = useWords();
  const live = useLive();
  const now = useNow();
  return (
    <div className={classes.earlier}>
      <Section
        title={w.earlier}
        aside={
          shown !== null && (
            <Link className={shared.link} to="/report">
              {w.newReport}
            </Link>
          )
        }
        flush
      >
        {kept.length === 0 ? (
          <p className={classes.nothing}>{w.earlierNone}</p>
        ) : (
          <ul className={classes.lines}>
            {kept.map(({ id, since, until, text }) => {
              const span = w.span(clock.shortStamp(since, now), clock.shortStamp(until, now));
              return (
                <li key={id} className={classes.keptLine}>
                  <Link
                    className={shared.link}
                    to={writePlace({ kind: 'saved', id })}
                    aria-current={id === shown ? 'page' : undefined}
                  >
                    {span}
                  </Link>
                  <span className={classes.firstLine}>
                    <Given text={text.trim().split('\n')[0] ?? ''} max={90} />
                  </span>
                  <ActionIcon
                    size={22}
                    color="gray"
                    aria-label={w.removeThis(span)}
                    title={w.remove}
                    onClick={() => void live.acts.act('handover.remove', { id }, w.removed, t.acts.nothing)}
                  >
                    <CrossIcon size={14} />
                  </ActionIcon>
                </li>
              );
            })}
          </ul>
        )}
      </Section>
    </div>
  );
}
