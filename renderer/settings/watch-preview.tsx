import { useDebouncedValue } from '@mantine/hooks';
import type { WatchSettings } from '../../main/contract/settings.ts';
import { Given } from '../shared/device-name.tsx';
import { useReason } from '../shared/failed.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './settings.module.css';
import { SomeIds } from './survey-result.tsx';

/** A broker is asked anew only when nobody has typed for this long. */
const TYPING_MS = 900;
const NEVER = [] as const;

/** What a watch would read of what its brokers keep and say now. The watch has no faults. */
export function WatchPreview({ watch }: { readonly watch: WatchSettings }) {
  const { t } = useWords();
  const words = t.settings.survey;
  const reason = useReason();
  const [asked] = useDebouncedValue(JSON.stringify(watch), TYPING_MS);
  const query = useQuery('watch.preview', { watch: JSON.parse(asked) as WatchSettings }, { topics: NEVER, keep: true });
  const waiting = query.stale || asked !== JSON.stringify(watch) || (!query.data && !query.error);
  const outcome = query.data;
  return (
    <section className={classes.preview} aria-label={words.preview} aria-busy={waiting}>
      <h3>{words.preview}</h3>
      <div role="status">
        {waiting && <p className={shared.quiet}>{words.looking}</p>}
        {!waiting && query.error && <p>{reason(query.error)}</p>}
        {!waiting && outcome && !outcome.ok && <p>{outcome.reason}</p>}
        {!waiting && outcome?.ok && (
          <>
            <p>
              {outcome.survey.devices === 0 ? (
                words.noMatch
              ) : (
                <>
                  <b>{t.plural.devices(outcome.survey.devices)}</b>:{' '}
                  <SomeIds ids={outcome.survey.families.flatMap(({ ids }) => ids)} total={outcome.survey.devices} />
                </>
              )}
            </p>
            {outcome.survey.feed.length > 0 && (
              <p>
                {t.feed.preview}:{' '}
                {outcome.survey.feed.map(({ deviceId, value: one }) => (
                  <span key={`${deviceId}\n${one.topic}\n${one.path}`} className={classes.feedSample}>
                    <Given text={deviceId} max={40} />: <Given text={one.label || one.path || t.feed.whole} max={40} />{' '}
                    <b>
                      <Given text={`${one.value} ${one.unit}`.trim()} max={60} />
                    </b>
                  </span>
                ))}
              </p>
            )}
            {outcome.survey.unread > 0 && <p className={shared.quiet}>{words.unread(outcome.survey.unread)}</p>}
            {outcome.survey.refused.length > 0 && <p>{words.refused(outcome.survey.refused.join(', '))}</p>}
            {outcome.survey.withoutRetained.length > 0 && (
              <p>{words.withoutRetained(outcome.survey.withoutRetained.join(', '))}</p>
            )}
            {outcome.survey.full && <p className={shared.quiet}>{words.full}</p>}
          </>
        )}
      </div>
    </section>
  );
}
