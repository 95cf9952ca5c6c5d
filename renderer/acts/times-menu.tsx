import { Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { muteChoices, type QuickChoice, snoozeChoices } from '../../main/words/quick-times.ts';
import { useWords } from '../shared/words-context.tsx';

interface TimesMenuProps {
  readonly kind: 'mute' | 'snooze';
  readonly label: string;
  readonly icon?: ReactNode;
  /** More lines below the times. */
  readonly children?: ReactNode;
  /** Epoch milliseconds; null: without end. */
  readonly choose: (until: number | null) => void;
  readonly size?: 'xs' | 'compact-xs';
}

/** A button that asks until when. */
export function TimesMenu({ kind, label, icon, children, choose, size = 'xs' }: TimesMenuProps) {
  return (
    <Menu position="bottom-start" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" size={size} leftSection={icon}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <TimeItems kind={kind} choose={choose} />
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The times alone, for a menu that has more. */
export function TimeItems({ kind, choose }: Pick<TimesMenuProps, 'kind' | 'choose'>) {
  const { t, domain } = useWords();
  const choices = (): readonly QuickChoice[] => (kind === 'mute' ? muteChoices : snoozeChoices)(Date.now());
  return (
    <>
      {choices().map(({ choice }) => (
        // The time counts from the click, not from when the menu was drawn.
        <Menu.Item key={choice} onClick={() => choose(choices().find((one) => one.choice === choice)?.until ?? null)}>
          {domain.quickTime[choice]}
        </Menu.Item>
      ))}
      {kind === 'mute' && <Menu.Item onClick={() => choose(null)}>{t.acts.muteForever}</Menu.Item>}
    </>
  );
}
