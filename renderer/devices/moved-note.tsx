import { Button } from '@mantine/core';
import { useWords } from '../shared/words-context.tsx';
import classes from './devices.module.css';

/** Says how much has changed while the order is kept, and sorts on demand. */
export function MovedNote({ moved, sort }: { readonly moved: number; readonly sort: () => void }) {
  const { t } = useWords();
  return (
    <div className={classes.moved} role="status">
      <span>{t.devices.moved(moved)}</span>
      <Button variant="subtle" size="compact-xs" onClick={sort}>
        {t.devices.sortNow}
      </Button>
      <span className={classes.movedHint}>{t.devices.sortNowHint}</span>
    </div>
  );
}
