import { SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import type { Part } from './part.ts';
import classes from './settings.module.css';

export function AppearanceSection({ view, put }: Part) {
  const { t } = useWords();
  const words = t.settings.appearance;
  const { settings } = view;
  const { appearance } = settings;
  const change = (part: Partial<typeof appearance>): void => {
    void put({ ...settings, appearance: { ...appearance, ...part } }, t.settings.changed(t.settings.sections.appearance));
  };
  return (
    <Section title={t.settings.sections.appearance}>
      <div className={classes.fields}>
        <Choice
          label={words.theme}
          value={appearance.theme}
          data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: words.themes[value] }))}
          change={(theme) => change({ theme })}
        />
        <Choice
          label={words.language}
          value={appearance.language}
          data={(['auto', 'en', 'de'] as const).map((value) => ({ value, label: words.languages[value] }))}
          change={(language) => change({ language })}
        />
      </div>
    </Section>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly data: { readonly value: T; readonly label: string }[];
  readonly change: (value: T) => void;
}

function Choice<T extends string>({ label, value, data, change }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div className={classes.inline}>
      <span id={id}>{label}</span>
      <SegmentedControl aria-labelledby={id} value={value} onChange={change} data={data} />
    </div>
  );
}
