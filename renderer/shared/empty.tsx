import type { ReactNode } from 'react';
import classes from './shared.module.css';

/** Says what would be here and how to make it appear. */
export function Empty({
  title,
  body,
  children,
}: {
  readonly title: string;
  readonly body: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={classes.empty}>
      <h2>{title}</h2>
      <p>{body}</p>
      {children}
    </div>
  );
}
