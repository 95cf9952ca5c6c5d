import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LiveView } from '../../main/contract/live.ts';
import { PauseIcon, PlayIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './live.module.css';
import { MessageList } from './message-list.tsx';
import { MessagePane } from './message-pane.tsx';
import type { PublishDraft } from './publish-form.tsx';
import type { LiveControl, LiveRange } from './use-live-session.ts';

const TYPING_MS = 250;

interface MessagesProps {
  readonly control: LiveControl;
  readonly setRange: (range: LiveRange) => void;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly publishAgain: (draft: PublishDraft) => void;
}

/** The stream, what can be done with it, and the message that is looked at. Whoever reads further down, or one message, is not run over: it pauses. */
export function Messages({ control, setRange, text, setText, publishAgain }: MessagesProps) {
  const { t } = useWords();
  const { view, rows, pause } = control;
  const [typed, setTyped] = useState(text);
  const [settled] = useDebouncedValue(typed, TYPING_MS);
  const [chosen, setChosen] = useState<number | null>(null);
  const [byReading, setByReading] = useState(false);
  const isPaused = view?.paused ?? false;
  useEffect(() => setText(settled.trim()), [settled, setText]);

  const isAway = useRef(false);
  const read = useCallback((): void => {
    if (isPaused) return;
    setByReading(true);
    pause(true);
  }, [isPaused, pause]);
  const goOn = useCallback((): void => {
    setByReading(false);
    pause(false);
  }, [pause]);
  const reading = useRef({ read, goOn, byReading, chosen });
  reading.current = { read, goOn, byReading, chosen };
  const scrolled = useCallback((away: boolean): void => {
    if (isAway.current === away) return;
    isAway.current = away;
    const { read, goOn, byReading, chosen } = reading.current;
    if (away) read();
    else if (byReading && chosen === null) goOn();
  }, []);
  const choose = (seq: number | null): void => {
    setChosen(seq);
    if (seq !== null) read();
    else if (byReading && !isAway.current) goOn();
  };

  return (
    <div className={classes.stream}>
      <Section
        title={t.live.messages}
        flush
        aside={
          <div className={classes.tools}>
            <TextInput
              type="search"
              className={classes.search}
              aria-label={t.live.search}
              placeholder={t.live.search}
              value={typed}
              maxLength={1000}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Button
              variant="default"
              leftSection={isPaused ? <PlayIcon size={13} /> : <PauseIcon size={13} />}
              disabled={view === null}
              onClick={() => {
                setByReading(false);
                pause(!isPaused);
              }}
            >
              {isPaused ? t.live.goOn : t.live.pause}
            </Button>
            <Button
              variant="default"
              disabled={view === null || view.received === 0}
              onClick={() => {
                setChosen(null);
                control.clear();
              }}
            >
              {t.live.clear}
            </Button>
          </div>
        }
      >
        <p className={classes.counts}>{view && <Counts view={view} found={text === '' ? null : (rows?.total ?? null)} />}</p>
        <p className={classes.pausedLine} role="status" hidden={!isPaused}>
          {isPaused && (byReading ? t.live.pausedReading(view?.meanwhile ?? 0) : t.live.paused(view?.meanwhile ?? 0))}
        </p>
        <MessageList rows={rows} setRange={setRange} chosen={chosen} choose={choose} scrolled={scrolled} />
        {view !== null && rows !== null && rows.total === 0 && (
          <p className={classes.emptyList}>
            {text !== '' && view.received > 0 ? (
              t.live.emptyFound
            ) : (
              <>
                <b>{t.live.emptyTitle}</b>
                <br />
                {view.subscriptions.some(({ state }) => state === 'granted') ? t.live.emptyWaiting : t.live.emptySubscribe}
              </>
            )}
          </p>
        )}
      </Section>
      {chosen !== null && view !== null && (
        <MessagePane key={chosen} sessionId={view.id} seq={chosen} close={() => choose(null)} publishAgain={publishAgain} />
      )}
    </div>
  );
}

function Counts({ view, found }: { readonly view: LiveView; readonly found: number | null }) {
  const { t } = useWords();
  return (
    <>
      <span>{t.live.received(view.received)}</span>
      <span>{t.live.perSecond(view.perSecond)}</span>
      {view.dropped > 0 && <span>{t.live.dropped(view.dropped)}</span>}
      {found !== null && <span>{t.live.found(found)}</span>}
    </>
  );
}
