import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { Unreachable } from '../transport/http-transport.ts';
import classes from './shared.module.css';
import { useWords } from './words-context.tsx';

/** A refusal in main's words; no answer at all in ours. */
export function useReason(): (error: Error) => string {
  const { t } = useWords();
  return useCallback((error) => (error instanceof Unreachable ? t.common.unreachable : error.message), [t]);
}

export function Failed({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  const { t } = useWords();
  const reason = useReason();
  return (
    <div className={classes.empty} role="alert">
      <p className={classes.error}>{reason(error)}</p>
      {retry && (
        <Button variant="default" onClick={retry}>
          {t.common.tryAgain}
        </Button>
      )}
    </div>
  );
}
