import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import { Choice } from './choice.tsx';
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
