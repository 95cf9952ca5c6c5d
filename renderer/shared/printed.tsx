import { Button } from '@mantine/core';
import { PrintIcon } from './icons.tsx';
import classes from './shared.module.css';
import { useWords } from './words-context.tsx';

/** On paper only: what it is a page of, in which zone, and when. Without it a sheet says too little in a month. */
export function Printed({ facts }: { readonly facts: readonly string[] }) {
  const { t, clock } = useWords();
  return (
    <p className={classes.printed}>
      {[t.product, ...facts].join(' · ')}
      <br />
      {t.common.printed(clock.exact(Date.now()))}
    </p>
  );
}

export function PrintButton() {
  const { t } = useWords();
  return (
    <Button variant="default" leftSection={<PrintIcon size={15} />} onClick={() => window.print()}>
      {t.common.print}
    </Button>
  );
}
