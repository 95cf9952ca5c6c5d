import { useCallback, useState } from 'react';
import { type Fold, type Grouping, UNFOLDED } from './device-filter.ts';

/** What was folded, by grouping, as long as the window is open. */
const folds = new Map<Grouping | null, Fold>();
/** As many as a question may name. */
const EXCEPT_MAX = 1000;

export interface FoldControl {
  readonly fold: Fold;
  readonly setFold: (fold: Fold) => void;
  readonly setFolded: (group: string, folded: boolean) => void;
}

export function useFold(group: Grouping | null): FoldControl {
  const [, redraw] = useState(0);
  const fold = folds.get(group) ?? UNFOLDED;
  const setFold = useCallback(
    (next: Fold) => {
      folds.set(group, next);
      redraw((n) => n + 1);
    },
    [group],
  );
  const setFolded = useCallback(
    (name: string, folded: boolean) => {
      const { all, except } = folds.get(group) ?? UNFOLDED;
      const others = except.filter((one) => one !== name);
      setFold({ all, except: folded === all ? others : [...others, name].slice(-EXCEPT_MAX) });
    },
    [group, setFold],
  );
  return { fold, setFold, setFolded };
}
