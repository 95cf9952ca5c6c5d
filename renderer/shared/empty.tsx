import type { ReactNode } from 'react';
import classes from './shared.module.css';

interface EmptyProps {
  readonly title: string;
  readonly body: string;
  /** Stands for the whole page, so that its title is the page's. */
  readonly whole?: boolean;
  readonly children?: ReactNode;
}

/** Says what would be here and how to make it appear. */
export function Empty({ title, body, whole, children }: EmptyProps) {
  return (
    <div className={classes.empty}>
      {whole ? <h1>{title}</h1> : <h2>{title}</h2>}
      <p>{body}</p>
      {children}
    </div>
  );
}
