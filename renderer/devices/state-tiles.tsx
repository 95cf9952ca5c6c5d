import type { ReactNode } from 'react';
import shared from '../shared/shared.module.css';
import { FlapShape, StateShape } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import { type DeviceFilter, STATES } from './device-filter.ts';
import classes from './devices.module.css';

interface StateTilesProps {
  readonly filter: DeviceFilter;
  readonly change: (part: Partial<DeviceFilter>) => void;
}

/** One tile per state with its count; they are the filter, and several can be chosen. Flapping is none of the states: it goes beside each. */
export function StateTiles({ filter, change }: StateTilesProps) {
  const { t, domain } = useWords();
  const counts = useLiveState(({ overview }) => overview?.counts);
  const comingAndGoing = useLiveState(({ overview }) => overview?.flapping);
  const { states, flapping } = filter;
  return (
    <fieldset className={classes.tiles}>
      <legend className={shared.visuallyHidden}>{t.devices.tiles}</legend>
      {STATES.map((state) => {
        const chosen = states.includes(state);
        return (
          <Tile
            key={state}
            shape={<StateShape state={state} size={15} />}
            word={domain.state[state]}
            count={counts?.[state]}
            chosen={chosen}
            press={() => change({ states: chosen ? states.filter((other) => other !== state) : [...states, state] })}
          />
        );
      })}
      <Tile
        shape={<FlapShape size={15} />}
        word={t.devices.flapping}
        why={t.devices.flappingWhy}
        count={comingAndGoing}
        chosen={flapping}
        press={() => change({ flapping: !flapping })}
      />
    </fieldset>
  );
}

interface TileProps {
  readonly shape: ReactNode;
  readonly word: string;
  readonly why?: string;
  readonly count: number | undefined;
  readonly chosen: boolean;
  readonly press: () => void;
}

function Tile({ shape, word, why, count, chosen, press }: TileProps) {
  const { clock } = useWords();
  return (
    <button
      type="button"
      className={classes.tile}
      data-none={!count || undefined}
      aria-pressed={chosen}
      title={why}
      onClick={press}
    >
      <span className={classes.tileTop}>
        {shape}
        <b>{count === undefined ? '–' : clock.count(count)}</b>
      </span>
      <span className={classes.tileWord}>{word}</span>
    </button>
  );
}
