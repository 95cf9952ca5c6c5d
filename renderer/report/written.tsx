import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { HandoverView, ReportView } from '../../main/contract/look-back.ts';
import { navigate } from '../frame/router.ts';
import { keep, recall } from '../shared/remember.ts';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import classes from './report.module.css';
import { writePlace } from './report-place.ts';

/** As main has it. */
const MAX = 20_000;
const DRAFT = 'report.draft';
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX;

interface Text {
  readonly text: string;
  readonly set: (text: string) => void;
}

/** What is written for the next shift. Until the report is kept it is a draft, which is still there when the window was closed. */
export function useWritten(saved: HandoverView | null): Text {
  const [text, setText] = useState(() => (saved === null ? recall(DRAFT, '', isText) : saved.text));
  return {
    text,
    set: (next) => {
      if (saved === null) keep(DRAFT, next);
      setText(next);
    },
  };
}

interface WrittenProps {
  readonly written: Text;
  readonly saved: HandoverView | null;
  readonly report: ReportView;
  readonly refetchKept: () => void;
}

export function Written({ written, saved, report, refetchKept }: WrittenProps) {
  const { t, report: w } = useWords();
  const live = useLive();
  const [saving, setSaving] = useState(false);
  const { text } = written;
  const isKept = saved !== null && saved.text === text;
  const save = async (): Promise<void> => {
    setSaving(true);
    const { since, until } = saved ?? report;
    const input = { id: saved?.id ?? null, since, until, text };
    const done = await live.acts.act('handover.save', input, saved === null ? w.saved : w.textSaved, t.acts.nothing);
    setSaving(false);
    if (!done) return;
    refetchKept();
    if (saved !== null) return;
    keep(DRAFT, '');
    const [newest] = await live.transport.request('handovers.query', { limit: 1 });
    if (newest !== undefined) navigate(writePlace({ kind: 'saved', id: newest.id }));
  };
  return (
    <Section title={w.forNext}>
      <div className={classes.written}>
        <Textarea
          aria-label={w.forNext}
          placeholder={w.forNextHint}
          autosize
          minRows={3}
          maxRows={16}
          maxLength={MAX}
          value={text}
          onChange={(event) => written.set(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !isKept) void save();
          }}
        />
        <span>
          <Button onClick={() => void save()} disabled={isKept || saving}>
            {saved === null ? w.save : w.saveText}
          </Button>
        </span>
      </div>
      <p className={classes.onPaper}>{text.trim() === '' ? w.noText : text}</p>
    </Section>
  );
}
