import { Button } from '@mantine/core';
import { Fragment, useEffect, useMemo, useState } from 'react';
import type { MessageView } from '../../main/contract/model.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { ChevronIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { Time } from '../shared/time.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import classes from './device.module.css';
import { bytesOf, textOf } from './payload.ts';
import { PayloadView } from './payload-view.tsx';

const PAGE = 25;
const PREVIEW = 90;
const TOPICS = ['devices'] as const;

/** Every stored message of a device, newest first. */
export function MessagesTable({ deviceKey }: { readonly deviceKey: string }) {
  const { t } = useWords();
  const { rows, more, older } = useMessages(deviceKey);
  const [open, setOpen] = useState<number | null>(null);
  const columns = t.device.messageColumns;
  if (rows === null) return null;
  return (
    <Section title={t.device.messages} flush>
      {rows.length === 0 ? (
        <p className={shared.sectionNote}>{t.device.noMessages}</p>
      ) : (
        <div className={shared.tableScroll}>
          <table className={shared.table}>
            <thead>
              <tr>
                <th>{columns.received}</th>
                <th>{columns.says}</th>
                <th>{columns.topic}</th>
                <th>{columns.payload}</th>
                <th className={classes.figure}>{columns.size}</th>
                <th>{columns.flags}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((message) => (
                <Fragment key={message.id}>
                  <MessageRow
                    message={message}
                    open={open === message.id}
                    toggle={() => setOpen(open === message.id ? null : message.id)}
                  />
                  {open === message.id && (
                    <tr>
                      <td colSpan={6}>
                        <PayloadView message={message} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more && (
        <p className={classes.tableFoot}>
          <Button variant="subtle" size="compact-xs" onClick={older}>
            {t.device.olderMessages}
          </Button>
        </p>
      )}
    </Section>
  );
}

function MessageRow({
  message,
  open,
  toggle,
}: {
  readonly message: MessageView;
  readonly open: boolean;
  readonly toggle: () => void;
}) {
  const { t, clock } = useWords();
  const preview = useMemo(() => cleanText(textOf(bytesOf(message.payloadBase64.slice(0, 400)), true).text, PREVIEW), [message]);
  return (
    <tr>
      <td>
        <Time at={message.receivedAt} />
      </td>
      <td>{message.says !== null && t.device.says[message.says]}</td>
      <td className={classes.topicCell}>
        <Given text={message.topic} max={60} mono />
      </td>
      <td>
        <button
          type="button"
          className={classes.preview}
          aria-expanded={open}
          title={open ? t.device.hideMessage : t.device.showMessage}
          onClick={toggle}
        >
          <ChevronIcon size={11} />
          <bdi>{preview === '' ? t.device.emptyPayload : preview}</bdi>
        </button>
      </td>
      <td className={classes.figure}>{clock.bytes(message.payloadBytes)}</td>
      <td className={classes.flags}>
        {message.qos}
        {message.retain && ` · ${t.device.retainedFlag}`}
        {message.dup && ` · ${t.device.dupFlag}`}
      </td>
    </tr>
  );
}

interface Messages {
  readonly rows: readonly MessageView[] | null;
  readonly more: boolean;
  readonly older: () => void;
}

/** The newest page, kept fresh, and the older ones that were asked for. */
function useMessages(deviceKey: string): Messages {
  const live = useLive();
  const newest = useQuery('device.messages', { key: deviceKey, limit: PAGE }, { topics: TOPICS, deviceKey });
  const [known, setKnown] = useState<{ readonly rows: readonly MessageView[]; readonly more: boolean }>({
    rows: [],
    more: false,
  });
  const page = newest.data;
  useEffect(() => {
    if (!page) return;
    setKnown((was) => {
      const ids = new Set(page.rows.map(({ id }) => id));
      // No overlap means that a gap lies between: older rows would then pretend to be complete.
      const joined = was.rows.some(({ id }) => ids.has(id));
      if (!joined) return { rows: page.rows, more: page.more };
      const rest = was.rows.filter(({ id }) => !ids.has(id) && id < (page.rows.at(-1)?.id ?? 0));
      return rest.length === 0 ? { rows: page.rows, more: page.more } : { rows: [...page.rows, ...rest], more: was.more };
    });
  }, [page]);
  const older = (): void => {
    const beforeId = known.rows.at(-1)?.id ?? null;
    live.transport
      .request('device.messages', { key: deviceKey, beforeId, limit: PAGE * 2 })
      .then((answer) =>
        setKnown((was) => (was.rows.at(-1)?.id === beforeId ? { rows: [...was.rows, ...answer.rows], more: answer.more } : was)),
      )
      .catch(() => undefined);
  };
  return { rows: page ? known.rows : null, more: known.more, older };
}
