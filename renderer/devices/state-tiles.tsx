import type { DeviceState } from '../../main/contract/model.ts';
import { StateShape } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import { STATES } from './device-filter.ts';
import classes from './devices.module.css';

interface StateTilesProps {
  readonly states: readonly DeviceState[];
  readonly change: (states: readonly DeviceState[]) => void;
}

/** One tile per state with its count; they are the filter. Several can be chosen. */
export function StateTiles({ states, change }: StateTilesProps) {
  const { t, domain, clock } = useWords();
  const { overview } = useLiveState();
  return (
    <fieldset className={classes.tiles}>
      <legend className={classes.hiddenTitle}>{t.devices.tiles}</legend>
      {STATES.map((state) => {
        const count = overview?.counts[state] ?? 0;
        const chosen = states.includes(state);
        return (
          <button
            key={state}
            type="button"
            className={classes.tile}
            data-none={count === 0 || undefined}
            aria-pressed={chosen}
            onClick={() => change(chosen ? states.filter((other) => other !== state) : [...states, state])}
          >
            <span className={classes.tileTop}>
              <StateShape state={state} size={15} />
              <b>{overview ? clock.count(count) : '–'}</b>
            </span>
            <span className={classes.tileWord}>{domain.state[state]}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
