import { NumberInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import type { Part } from './part.ts';
import classes from './settings.module.css';

/** How much of the past is kept, beside what it takes now. */
export function RetentionSection({ view, put }: Part) {
  const { t, clock } = useWords();
  const words = t.settings.retention;
  const { settings, historyBytes } = view;
  const { retention } = settings;
  const change = (part: Partial<typeof retention>): void =>
    void put({ ...settings, retention: { ...retention, ...part } }, t.settings.changed(t.settings.sections.retention));
  return (
    <Section
      title={t.settings.sections.retention}
      aside={<span className={shared.quiet}>{words.size(clock.bytes(historyBytes))}</span>}
    >
      <div className={classes.fields}>
        <div className={classes.two}>
          <Limit label={words.days} max={36_500} value={retention.days} change={(days) => change({ days })} />
          <Limit
            label={words.megabytes}
            max={1_000_000}
            value={retention.megabytes}
            change={(megabytes) => change({ megabytes })}
          />
        </div>
        <p className={shared.quiet}>{words.hint}</p>
      </div>
    </Section>
  );
}

interface LimitProps {
  readonly label: string;
  readonly max: number;
  readonly value: number;
  readonly change: (value: number) => void;
}

/** Applied when one is done with it: half a number would throw history away. */
function Limit({ label, max, value, change }: LimitProps) {
  const [typed, setTyped] = useState<number | string>(value);
  useEffect(() => setTyped(value), [value]);
  const apply = (): void => {
    if (typeof typed !== 'number') setTyped(value);
    else if (typed !== value) change(Math.min(max, Math.max(0, typed)));
  };
  return (
    <NumberInput
      label={label}
      value={typed}
      min={0}
      max={max}
      allowDecimal={false}
      clampBehavior="blur"
      onChange={setTyped}
      onBlur={apply}
      onKeyDown={(event) => event.key === 'Enter' && apply()}
    />
  );
}
