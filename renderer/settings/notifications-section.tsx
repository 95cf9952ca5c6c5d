import { NumberInput, Switch } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import type { Part } from './part.ts';
import classes from './settings.module.css';

export function NotificationsSection({ view, put }: Part) {
  const { t } = useWords();
  const words = t.settings.notifications;
  const capabilities = useLiveState((state) => state.capabilities);
  const { settings } = view;
  const { enabled } = settings.notifications;
  const change = (part: Partial<typeof settings.notifications>): void => {
    void put(
      { ...settings, notifications: { ...settings.notifications, ...part } },
      t.settings.changed(t.settings.sections.notifications),
    );
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
        {capabilities && !capabilities.nativeNotifications && <p className={shared.quiet}>{words.inWindow}</p>}
        <Seconds
          label={words.hold}
          hint={words.holdHint}
          seconds={settings.notifications.holdSeconds}
          most={604_800}
          apply={(holdSeconds) => change({ holdSeconds })}
        />
        <Seconds
          label={words.incident}
          hint={words.incidentHint}
          seconds={settings.notifications.incidentSeconds}
          most={600}
          apply={(incidentSeconds) => change({ incidentSeconds })}
        />
      </div>
    </Section>
  );
}

interface SecondsProps {
  readonly label: string;
  readonly hint: string;
  readonly seconds: number;
  readonly most: number;
  readonly apply: (seconds: number) => void;
}

/** A length that is in force when the field is left, or with Enter. */
function Seconds({ label, hint, seconds, most, apply }: SecondsProps) {
  const [typed, setTyped] = useState<number | string>(seconds);
  useEffect(() => setTyped(seconds), [seconds]);
  const done = (): void => {
    if (typeof typed !== 'number') setTyped(seconds);
    else if (typed !== seconds) apply(typed);
  };
  return (
    <NumberInput
      className={classes.short ?? ''}
      label={label}
      description={hint}
      value={typed}
      min={0}
      max={most}
      clampBehavior="blur"
      onChange={setTyped}
      onBlur={done}
      onKeyDown={(event) => event.key === 'Enter' && done()}
    />
  );
}
