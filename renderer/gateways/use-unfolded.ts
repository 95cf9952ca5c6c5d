import { useCallback, useState } from 'react';

/** What a person opened and closed; the rest main decides. */
export interface Unfolded {
  readonly open: string[];
  readonly closed: string[];
}

const MOST = 1000;
/** As long as the window is not loaded again: who comes back from a device finds it as it was. */
let left: Unfolded = { open: [], closed: [] };

export function useUnfolded(): { readonly unfolded: Unfolded; readonly fold: (id: string, isOpen: boolean) => void } {
  const [unfolded, setUnfolded] = useState(left);
  const fold = useCallback((id: string, isOpen: boolean) => {
    const { open, closed } = left;
    left = {
      open: isOpen ? [...open.filter((one) => one !== id), id].slice(-MOST) : open.filter((one) => one !== id),
      closed: isOpen ? closed.filter((one) => one !== id) : [...closed.filter((one) => one !== id), id].slice(-MOST),
    };
    setUnfolded(left);
  }, []);
  return { unfolded, fold };
}
