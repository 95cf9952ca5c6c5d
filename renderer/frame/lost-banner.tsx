import { useEffect, useState } from 'react';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import classes from './frame.module.css';

/** A blip shorter than this is not worth a banner. */
const GRACE_MS = 1_000;

/** Says that what the window shows is old, since when, and goes by itself. */
export function LostBanner() {
  const { t, clock } = useWords();
  const online = useLiveState((state) => state.online);
  const refusal = useLiveState((state) => state.refusal);
  const [lostAt, setLostAt] = useState<number | null>(null);
  useEffect(() => {
    if (online) {
      setLostAt(null);
      return;
    }
    const at = Date.now();
    const timer = setTimeout(() => setLostAt(at), GRACE_MS);
    return () => clearTimeout(timer);
  }, [online]);
  return (
    <div role="status">
      {lostAt !== null && (
        <p className={classes.lost}>
          <b>{t.frame.lostTitle(clock.time(lostAt))}</b> {refusal ?? t.frame.lostBody}
        </p>
      )}
    </div>
  );
}
