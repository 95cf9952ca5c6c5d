import { type ReactNode, useId } from 'react';
import classes from './shared.module.css';

interface SectionProps {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  /** Without padding, for tables and lists that reach the edges. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Section({ title, aside, flush, children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.sectionHead}>
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      <div className={flush ? undefined : classes.sectionBody}>{children}</div>
    </section>
  );
}
