import { Button, Progress } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { StoryId, StoryView } from '../../main/contract/model.ts';
import type { RequestInput } from '../../main/contract/requests.ts';
import { PlayIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import classes from './rehearsal.module.css';

const IDS = ['power-loss', 'flapping', 'sleep', 'broker-restart'] as const satisfies readonly StoryId[];

export type StoryAct = RequestInput<'rehearsal.story'>;

interface StoriesProps {
  readonly story: StoryView | null;
  readonly busy: boolean;
  readonly act: (what: StoryAct) => void;
}

/** What a trainer can play: four stories, and the one that is on, with what happens and what to look for. */
export function Stories({ story, busy, act }: StoriesProps) {
  const { t, language } = useWords();
  const words = t.rehearsal.story;
  return (
    <Section title={words.title} flush>
      {story !== null && <Played story={story} busy={busy} act={act} />}
      <p className={classes.storiesIntro}>{words.intro}</p>
      <ul className={classes.stories}>
        {IDS.map((id) => (
          <li key={id} data-on={story?.id === id && story.state !== 'done' ? true : undefined}>
            <span className={classes.storyText}>
              <b>{t.rehearsal.stories[id].title}</b>
              <span className={shared.dim}>{t.rehearsal.stories[id].about}</span>
            </span>
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<PlayIcon size={13} />}
              disabled={busy || (story !== null && story.state !== 'done')}
              aria-label={words.startOf(t.rehearsal.stories[id].title)}
              onClick={() => act({ do: 'start', id, language })}
            >
              {words.start}
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Played({ story, busy, act }: { readonly story: StoryView; readonly busy: boolean; readonly act: StoriesProps['act'] }) {
  const { t } = useWords();
  const words = t.rehearsal.story;
  const { title, happens, look } = t.rehearsal.stories[story.id];
  const done = story.state === 'done';
  return (
    <div className={classes.played}>
      <div className={classes.playedHead}>
        <b>{title}</b>
        <span className={shared.dim}>
          {words.step(story.step + 1, story.steps)}
          {story.state === 'paused' && `, ${words.paused}`}
          {story.nextAt !== null && <Countdown until={story.nextAt} />}
        </span>
      </div>
      <Progress
        value={done ? 100 : (100 * (story.step + 1)) / (story.steps + 1)}
        size={4}
        transitionDuration={0}
        aria-label={words.step(story.step + 1, story.steps)}
      />
      <div role="status" className={classes.playedText}>
        {done ? (
          <p>{words.done}</p>
        ) : (
          <>
            <p className={classes.happens}>{happens[story.step]}</p>
            <p>
              <b>{words.look}: </b>
              {look[story.step]}
            </p>
          </>
        )}
      </div>
      <div className={classes.playedButtons}>
        {done ? (
          <Button variant="default" onClick={() => act({ do: 'stop' })}>
            {words.close}
          </Button>
        ) : (
          <>
            {story.state === 'running' ? (
              <Button variant="default" disabled={busy} onClick={() => act({ do: 'pause' })}>
                {words.pause}
              </Button>
            ) : (
              <Button disabled={busy} onClick={() => act({ do: 'run' })}>
                {words.run}
              </Button>
            )}
            <Button variant="default" disabled={busy} onClick={() => act({ do: 'next' })}>
              {words.next}
            </Button>
            <Button variant="subtle" disabled={busy} onClick={() => act({ do: 'stop' })}>
              {words.stop}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

/** Seconds to go. Not part of the status: nobody wants each of them read out. */
function Countdown({ until }: { readonly until: number }) {
  const { t } = useWords();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return <span aria-hidden="true">, {t.rehearsal.story.inSeconds(seconds)}</span>;
}
