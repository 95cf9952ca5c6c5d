import { Button } from '@mantine/core';
import { useState } from 'react';
import type { UpdateView } from '../../main/contract/model.ts';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { Choice } from './choice.tsx';
import type { Part } from './part.ts';
import classes from './settings.module.css';

const BUSY: readonly UpdateView['phase'][] = ['checking', 'asking', 'downloading'];

/** Of the desktop app: how a new version comes, and whether it is looked for. */
export function UpdatesSection({ view: { settings }, put }: Part) {
  const { t } = useWords();
  const words = t.settings.updates;
  const live = useLive();
  const { data: view } = useQuery('updates.get', {}, { topics: ['updates'] });
  const [refusal, setRefusal] = useState<string | null>(null);
  const sentence = useSentence(view);
  if (!view) return null;
  const change = (part: Partial<typeof settings.updates>): void =>
    void put({ ...settings, updates: { ...settings.updates, ...part } }, t.settings.changed(t.settings.sections.updates));
  const look = (): void => {
    setRefusal(null);
    // How it goes on is pushed.
    live.transport.request('updates.check', {}).catch((error: Error) => setRefusal(error.message));
  };
  const isThere = view.version !== null && view.phase !== 'failed';
  return (
    <Section title={t.settings.sections.updates}>
      <div className={classes.fields}>
        {view.way === 'asked' && (
          <>
            <Choice
              label={words.check}
              value={settings.updates.check}
              data={(['ask', 'off'] as const).map((value) => ({ value, label: words.checks[value] }))}
              change={(check) => change({ check })}
            />
            <Choice
              label={words.channel}
              value={settings.updates.channel}
              data={(['stable', 'beta'] as const).map((value) => ({ value, label: words.channels[value] }))}
              change={(channel) => change({ channel })}
            />
          </>
        )}
        <p className={shared.quiet} role="status">
          {refusal ?? sentence}
        </p>
        {view.way === 'asked' && (
          <div>
            <Button variant="default" disabled={BUSY.includes(view.phase) || view.phase === 'held'} onClick={look}>
              {isThere && view.version !== null ? words.install(view.version) : words.now}
            </Button>
          </div>
        )}
      </div>
    </Section>
  );
}

function useSentence(view: UpdateView | undefined): string {
  const { t, clock } = useWords();
  const { ways, phases } = t.settings.updates;
  if (view === undefined) return '';
  const { way, phase, version, checkedAt, reason } = view;
  if (way !== 'asked') return ways[way];
  if (phase === 'failed') return reason ?? '';
  if (phase === 'checking') return phases.checking;
  if (phase === 'idle' || version === null)
    return checkedAt === null ? phases.never : phases.idle(clock.shortStamp(checkedAt, Date.now()));
  return phase === 'asking' ? phases.found(version) : phases[phase](version);
}
