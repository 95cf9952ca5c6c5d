import { ActionIcon, Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { MessageView } from '../../main/contract/model.ts';
import { bytesOf, textOf } from '../device/payload.ts';
import { PayloadView } from '../device/payload-view.tsx';
import { CrossIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import classes from './live.module.css';
import type { PublishDraft } from './publish-form.tsx';

interface MessagePaneProps {
  readonly sessionId: string;
  readonly seq: number;
  readonly close: () => void;
  readonly publishAgain: (draft: PublishDraft) => void;
}

/** One message in full. It stays here when the stream has long lost it. */
export function MessagePane({ sessionId, seq, close, publishAgain }: MessagePaneProps) {
  const { t } = useWords();
  const live = useLive();
  const [message, setMessage] = useState<MessageView | 'gone' | null>(null);
  useEffect(() => {
    let current = true;
    live.transport.request('live.message', { id: sessionId, seq }).then(
      (answer) => current && setMessage(answer ?? 'gone'),
      () => current && setMessage('gone'),
    );
    return () => {
      current = false;
    };
  }, [live, sessionId, seq]);
  return (
    <div className={classes.pane}>
      <Section
        title={t.live.message}
        aside={
          <span className={classes.tools}>
            {message !== null && message !== 'gone' && (
              <Button
                variant="default"
                size="compact-xs"
                onClick={() =>
                  publishAgain({
                    topic: message.topic,
                    payload: textOf(bytesOf(message.payloadBase64), false).text,
                    qos: message.qos === 0 ? 0 : 1,
                    retain: message.retain,
                  })
                }
              >
                {t.live.publishAgain}
              </Button>
            )}
            <ActionIcon color="gray" size={24} aria-label={t.live.closeMessage} title={t.live.closeMessage} onClick={close}>
              <CrossIcon size={15} />
            </ActionIcon>
          </span>
        }
      >
        {message === 'gone' ? (
          <p className={classes.quiet}>{t.live.noLongerKept}</p>
        ) : (
          message && <PayloadView message={message} />
        )}
      </Section>
    </div>
  );
}
