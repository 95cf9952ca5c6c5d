import { ActionIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './live.module.css';

interface ListItemProps {
  readonly children: ReactNode;
  /** Before the text. */
  readonly mark?: ReactNode;
  /** Behind it: buttons. */
  readonly buttons: ReactNode;
}

/** One of what is subscribed to or kept at hand. */
export function ListItem({ children, mark, buttons }: ListItemProps) {
  return (
    <li className={classes.row}>
      {mark}
      <span className={classes.rowText}>{children}</span>
      <span className={classes.rowButtons}>{buttons}</span>
    </li>
  );
}

interface ItemButtonProps {
  /** Says also of which item. */
  readonly label: string;
  readonly title?: string;
  readonly act: () => void;
  readonly children: ReactNode;
}

export function ItemButton({ label, title = label, act, children }: ItemButtonProps) {
  return (
    <ActionIcon size={24} color="gray" aria-label={label} title={title} onClick={act}>
      {children}
    </ActionIcon>
  );
}
