import { ActionIcon, Button } from '@mantine/core';
import { useEffect } from 'react';
import { CrossIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './settings.module.css';
import type { SettingsControl } from './use-settings.ts';

const SHOWN_MS = 12_000;

/** Says that a change is in force, and offers the way back. */
export function SavedNotice({ control }: { readonly control: SettingsControl }) {
  const { t } = useWords();
  const { saved, undo, dismiss } = control;
  useEffect(() => {
    if (!saved) return;
    const timer = setTimeout(dismiss, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [saved, dismiss]);
  return (
    <div role="status" className={classes.saved}>
      {saved && (
        <div className={classes.savedBox} data-failed={saved.failed || undefined}>
          <span>{saved.said}</span>
          {saved.back && (
            <Button variant="subtle" onClick={() => undo(t.settings.undone)}>
              {t.common.undo}
            </Button>
          )}
          <ActionIcon color="gray" aria-label={t.common.close} onClick={dismiss}>
            <CrossIcon size={15} />
          </ActionIcon>
        </div>
      )}
    </div>
  );
}
