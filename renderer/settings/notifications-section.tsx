import { NumberInput, Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import type { Part } from './part.ts';
import classes from './settings.module.css';

export function NotificationsSection({ view, put }: Part) {
  const { t } = useWords();
  const words = t.settings.notifications;
  const { capabilities } = useLiveState();
  const { settings } = view;
  const { enabled, holdSeconds } = settings.notifications;
  const [typed, setTyped] = useState<number | string>(holdSeconds);
  useEffect(() => setTyped(holdSeconds), [holdSeconds]);
  const change = (part: Partial<typeof settings.notifications>): void => {
    void put(
      { ...settings, notifications: { ...settings.notifications, ...part } },
      t.settings.changed(t.settings.sections.notifications),
    );
  };
  const applyHold = (): void => {
    if (typeof typed !== 'number') setTyped(holdSeconds);
    else if (typed !== holdSeconds) change({ holdSeconds: typed });
  };
  return (
    <Section title={t.settings.sections.notifications}>
      <div className={classes.fields}>
        <Switch
          label={words.enabled}
          description={words.enabledHint}
          checked={enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
        {capabilities && !capabilities.nativeNotifications && <p className={classes.quiet}>{words.inWindow}</p>}
        <NumberInput
          className={classes.short ?? ''}
          label={words.hold}
          description={words.holdHint}
          value={typed}
          min={0}
          max={604_800}
          clampBehavior="blur"
          onChange={setTyped}
          onBlur={applyHold}
          onKeyDown={(event) => event.key === 'Enter' && applyHold()}
        />
      </div>
    </Section>
  );
}
