import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Favourite } from '../../main/contract/live.ts';
import { TextDialog } from '../acts/text-dialog.tsx';
import { Given } from '../shared/device-name.tsx';
import { CrossIcon, PenIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { ItemButton, ListItem } from './list-item.tsx';
import classes from './live.module.css';
import { calledOf, type FavouritesControl } from './use-favourites.ts';

const MAX_NAME = 120;

export function Favourites({
  favourites,
  use,
}: {
  readonly favourites: FavouritesControl;
  readonly use: (one: Favourite) => void;
}) {
  const { t } = useWords();
  const [renaming, setRenaming] = useState<Favourite | null>(null);
  if (favourites.list.length === 0) return <p className={shared.sectionNote}>{t.live.noFavourites}</p>;
  return (
    <ul className={classes.rows}>
      {favourites.list.map((one) => {
        const called = calledOf(one);
        return (
          <ListItem
            key={one.id}
            buttons={
              <>
                <Button variant="default" size="compact-xs" aria-label={t.live.useOf[one.kind](called)} onClick={() => use(one)}>
                  {t.live.use[one.kind]}
                </Button>
                <ItemButton label={t.live.renameFavourite(called)} act={() => setRenaming(one)}>
                  <PenIcon size={15} />
                </ItemButton>
                <ItemButton label={t.live.removeFavourite(called)} act={() => favourites.remove(one)}>
                  <CrossIcon size={15} />
                </ItemButton>
              </>
            }
          >
            {one.name !== '' && <Given text={one.name} max={80} />}
            <span className={one.name === '' ? undefined : classes.rowMore}>
              <Given text={one.topic} max={100} mono />
            </span>
          </ListItem>
        );
      })}
      {renaming !== null && (
        <TextDialog
          title={t.live.renameFavourite(calledOf(renaming))}
          label={t.live.favouriteName}
          hint={t.live.favouriteNameHint}
          initial={renaming.name}
          oneLine
          optional
          max={MAX_NAME}
          confirm={t.common.save}
          close={() => setRenaming(null)}
          done={(name) => favourites.rename(renaming, name.trim())}
        />
      )}
    </ul>
  );
}
