import type { Favourite } from '../../main/contract/live.ts';
import type { SettingsControl } from '../settings/use-settings.ts';
import { cleanText } from '../shared/clean-text.ts';
import { useWords } from '../shared/words-context.tsx';

const MOST = 200;

/** A favourite that has no id yet. */
export type NewFavourite = Favourite extends infer F ? (F extends Favourite ? Omit<F, 'id'> : never) : never;

export interface FavouritesControl {
  readonly list: readonly Favourite[];
  /** One that is there already is not added again. */
  readonly add: (one: NewFavourite) => void;
  readonly rename: (one: Favourite, name: string) => void;
  readonly remove: (one: Favourite) => void;
}

export const calledOf = (one: Pick<Favourite, 'name' | 'topic'>): string => cleanText(one.name === '' ? one.topic : one.name, 60);

/** Subscriptions and messages kept at hand, in the settings; every change can be taken back. */
export function useFavourites({ view, put, say }: SettingsControl): FavouritesControl {
  const { t } = useWords();
  const list = view?.settings.live.favourites ?? [];
  const change = (favourites: readonly Favourite[], said: string): void => {
    if (view) void put({ ...view.settings, live: { ...view.settings.live, favourites: [...favourites] } }, said);
  };
  return {
    list,
    add: (one) => {
      if (list.some((known) => isSame(known, one))) say(t.live.known);
      else if (list.length >= MOST) say(t.live.tooManyFavourites);
      else change([...list, { ...one, id: crypto.randomUUID() }], t.live.kept(calledOf(one)));
    },
    rename: (one, name) =>
      change(
        list.map((other) => (other.id === one.id ? { ...other, name } : other)),
        t.live.favouriteRenamed(calledOf({ ...one, name })),
      ),
    remove: (one) =>
      change(
        list.filter(({ id }) => id !== one.id),
        t.live.favouriteRemoved(calledOf(one)),
      ),
  };
}

function isSame(a: NewFavourite, b: NewFavourite): boolean {
  if (a.topic !== b.topic || a.qos !== b.qos) return false;
  if (a.kind === 'subscribe' || b.kind === 'subscribe') return a.kind === b.kind;
  return a.payload === b.payload && a.retain === b.retain;
}
