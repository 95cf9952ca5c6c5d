import { type ReactNode, useEffect, useState } from 'react';
import { navigate } from '../frame/router.ts';
import { useReason } from '../shared/failed.tsx';
import { GatewayIcon, RehearsalIcon } from '../shared/icons.tsx';
import { keep, recall } from '../shared/remember.ts';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive, useLiveState } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './start.module.css';

const IN_USE = 'inUse';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/** The choice of the first minute, for as long as there is neither a broker nor a rehearsal nor any device; else the page. */
export function StartOr({ children }: { readonly children: ReactNode }) {
  const isInUse = useLiveState(({ overview }) =>
    overview === null ? null : overview.connections.length > 0 || Object.values(overview.counts).some((n) => n > 0),
  );
  // Who had something to see the last time does not wait for the answer.
  const [wasInUse] = useState(() => recall(IN_USE, false, isBoolean));
  useEffect(() => {
    if (isInUse !== null) keep(IN_USE, isInUse);
  }, [isInUse]);
  return (isInUse ?? wasInUse) ? children : <FirstMinute isKnown={isInUse !== null}>{children}</FirstMinute>;
}

interface FirstMinuteProps {
  readonly isKnown: boolean;
  readonly children: ReactNode;
}

function FirstMinute({ isKnown, children }: FirstMinuteProps) {
  const settings = useQuery('settings.get', {}, { topics: ['settings'] });
  const rehearsal = useQuery('rehearsal.get', {}, { topics: ['rehearsal'] });
  if (settings.error || rehearsal.error) return children;
  // Until all three are known neither is right, and a flash of the wrong one is worse than a moment of nothing.
  if (!settings.data || !rehearsal.data || !isKnown) return null;
  const first = settings.data.settings.brokers.length === 0 && !rehearsal.data.running;
  return first ? <StartPage /> : children;
}

function StartPage() {
  const { t, language } = useWords();
  const live = useLive();
  const reason = useReason();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const rehearse = (): void => {
    setBusy(true);
    live.transport
      .request('rehearsal.start', { language })
      .then(() => navigate('/rehearsal'))
      .catch((error: Error) => setFailure(error))
      .finally(() => setBusy(false));
  };
  return (
    <div className={`${shared.page} ${classes.page}`}>
      <div className={classes.inner}>
        <h1>{t.start.title}</h1>
        <p>{t.start.body}</p>
        <div className={classes.choices}>
          <button type="button" className={classes.choice} data-first onClick={() => navigate('/settings?new=broker')}>
            <GatewayIcon size={30} />
            <b>{t.start.connectTitle}</b>
            <span>{t.start.connectBody}</span>
          </button>
          <button type="button" className={classes.choice} disabled={busy} onClick={rehearse}>
            <RehearsalIcon size={30} />
            <b>{busy ? t.rehearsal.starting : t.start.rehearseTitle}</b>
            <span>{t.start.rehearseBody}</span>
          </button>
        </div>
        {failure && (
          <p role="alert" className={shared.error}>
            {reason(failure)}
          </p>
        )}
      </div>
    </div>
  );
}
