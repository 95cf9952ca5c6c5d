import classes from './shared.module.css';

/** The place of text that is on its way. It does not move. */
export function Skeleton({ width }: { readonly width: number | string }) {
  return <span className={classes.skeleton} style={{ width }} aria-hidden="true" />;
}
