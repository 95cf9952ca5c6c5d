import { Switch } from '@mantine/core';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import type { Part } from './part.ts';
import classes from './settings.module.css';

export function StartSection({ view, put }: Part) {
  const { t } = useWords();
  const words = t.settings.start;
  const { settings } = view;
  return (
    <Section title={t.settings.sections.start}>
      <div className={classes.fields}>
        <Switch
          label={words.atLogin}
          description={words.atLoginHint}
          checked={settings.startAtLogin}
          onChange={(event) =>
            void put({ ...settings, startAtLogin: event.currentTarget.checked }, t.settings.changed(t.settings.sections.start))
          }
        />
      </div>
    </Section>
  );
}
