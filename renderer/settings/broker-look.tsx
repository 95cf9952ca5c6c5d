import { ActionIcon, Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { LikelyView, SurveyOutcome } from '../../main/contract/model.ts';
import type { BrokerSettings, WatchSettings } from '../../main/contract/settings.ts';
import { navigate } from '../frame/router.ts';
import { useReason } from '../shared/failed.tsx';
import { CrossIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { Skeleton } from '../shared/skeleton.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import classes from './settings.module.css';
import { LikelyList, useFamilies } from './survey-result.tsx';

interface BrokerLookProps {
  readonly broker: BrokerSettings;
  readonly watches: readonly WatchSettings[];
  /** Opens a watch for what looks like presence. */
  readonly watch: (likely: LikelyView) => void;
  readonly close: () => void;
}

/** What is on a broker: what the watches know there, and what else looks like presence. */
export function BrokerLook({ broker, watches, watch, close }: BrokerLookProps) {
  const { t } = useWords();
  const words = t.settings.survey;
  const live = useLive();
  const reason = useReason();
  const families = useFamilies();
  const [outcome, setOutcome] = useState<SurveyOutcome | null>(null);
  const [turn, setTurn] = useState(0);
  const [shown, setShown] = useState(false);
  const asked = JSON.stringify([broker, watches]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn is to ask again
  useEffect(() => {
    let current = true;
    const [about, by] = JSON.parse(asked) as [BrokerSettings, WatchSettings[]];
    const mine = by.filter(({ connectionId }) => connectionId === null || connectionId === about.id);
    setOutcome(null);
    live.transport
      .request('broker.survey', { broker: about, watches: mine })
      .then((answer) => current && setOutcome(answer))
      .catch((error: Error) => current && setOutcome({ ok: false, reason: reason(error) }));
    return () => {
      current = false;
    };
  }, [live, reason, asked, turn]);
  return (
    <section className={classes.look} aria-label={words.foundOn(broker.name)} aria-busy={outcome === null}>
      <div className={classes.lookHead}>
        <b>{words.foundOn(broker.name)}</b>
        <ActionIcon color="gray" size={22} aria-label={t.common.close} onClick={close}>
          <CrossIcon size={14} />
        </ActionIcon>
      </div>
      <div role="status">
        {outcome === null && (
          <>
            <span className={shared.quiet}>{words.looking}</span>
            <Skeleton width="60%" />
          </>
        )}
        {outcome?.ok === false && <p>{outcome.reason}</p>}
        {outcome?.ok && (
          <>
            <p>
              <b>{families(outcome.survey)}</b>
            </p>
            {outcome.survey.likely.length > 0 && (
              <p>
                {words.likely(outcome.survey.likelyDevices)}{' '}
                <Button variant="subtle" size="compact-xs" aria-expanded={shown} onClick={() => setShown(!shown)}>
                  {shown ? words.hide : words.show}
                </Button>
              </p>
            )}
            {outcome.survey.refused.length > 0 && <p>{words.refused(outcome.survey.refused.join(', '))}</p>}
            {outcome.survey.full && <p className={shared.quiet}>{words.full}</p>}
          </>
        )}
      </div>
      {outcome?.ok && shown && <LikelyList likely={outcome.survey.likely} action={words.watch} act={watch} />}
      {outcome !== null && (
        <div className={classes.lookFoot}>
          {outcome.ok && outcome.survey.devices > 0 && (
            <Button onClick={() => navigate(`/devices?broker=${encodeURIComponent(broker.id)}`)}>{words.toDevices}</Button>
          )}
          <Button variant="default" onClick={() => setTurn(turn + 1)}>
            {words.lookAgain}
          </Button>
        </div>
      )}
    </section>
  );
}
