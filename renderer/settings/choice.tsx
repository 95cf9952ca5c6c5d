import { SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import classes from './settings.module.css';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly data: { readonly value: T; readonly label: string }[];
  readonly change: (value: T) => void;
}

/** One of a few words, with its label beside it. */
export function Choice<T extends string>({ label, value, data, change }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div className={classes.inline}>
      <span id={id}>{label}</span>
      <SegmentedControl aria-labelledby={id} value={value} onChange={change} data={data} />
    </div>
  );
}
