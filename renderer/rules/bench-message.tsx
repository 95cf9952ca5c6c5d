import { Button, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import type { MessageView } from '../../main/contract/model.ts';
import type { BrokerSettings } from '../../main/contract/settings.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { ChevronIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { copyOf, type OwnMessage, textOfMessage } from './bench-subject.ts';
import classes from './rules.module.css';

export type Source = 'recorded' | 'own';

interface BenchMessageProps {
  readonly source: Source;
  readonly setSource: (source: Source) => void;
  /** Null: not answered yet. */
  readonly recorded: readonly MessageView[] | null;
  readonly chosen: MessageView | null;
  readonly choose: (id: number) => void;
  readonly lookAgain: () => void;
  readonly own: OwnMessage;
  readonly setOwn: (own: OwnMessage) => void;
  /** Where a message of one's own may come from; none: that is not to be chosen. */
  readonly brokers: readonly BrokerSettings[];
}

/** The message that the rule is tried on: one that came, or one that a person types. */
export function BenchMessage({
  source,
  setSource,
  recorded,
  chosen,
  choose,
  lookAgain,
  own,
  setOwn,
  brokers,
}: BenchMessageProps) {
  const { t } = useWords();
  const words = t.rules.bench;
  return (
    <div className={classes.benchMessage}>
      <div className={classes.inline}>
        <SegmentedControl
          aria-label={words.source}
          value={source}
          onChange={(value) => setSource(value === 'own' ? 'own' : 'recorded')}
          data={[
            { value: 'recorded', label: words.recorded },
            { value: 'own', label: words.own },
          ]}
        />
        {source === 'recorded' && (
          <span className={classes.buttons}>
            {chosen !== null && (
              <Button
                variant="subtle"
                size="compact-xs"
                onClick={() => {
                  setOwn(copyOf(chosen));
                  setSource('own');
                }}
              >
                {words.editCopy}
              </Button>
            )}
            <Button variant="subtle" size="compact-xs" onClick={lookAgain}>
              {words.refresh}
            </Button>
          </span>
        )}
      </div>
      {source === 'recorded' ? (
        recorded !== null && <Recorded messages={recorded} chosen={chosen} choose={choose} />
      ) : (
        <Own own={own} set={setOwn} brokers={brokers} />
      )}
    </div>
  );
}

const PREVIEW = 120;

function Recorded({
  messages,
  chosen,
  choose,
}: {
  readonly messages: readonly MessageView[];
  readonly chosen: MessageView | null;
  readonly choose: (id: number) => void;
}) {
  const { t, clock } = useWords();
  const words = t.rules.bench;
  const now = useNow();
  const group = useId();
  if (messages.length === 0) return <p className={classes.quiet}>{words.noneRecorded}</p>;
  return (
    <fieldset className={classes.recorded}>
      <legend className={shared.visuallyHidden}>{words.recordedList}</legend>
      {messages.map((message) => (
        <label key={message.id}>
          <input
            type="radio"
            name={group}
            value={message.id}
            checked={chosen?.id === message.id}
            onChange={() => choose(message.id)}
          />
          <span className={classes.recordedHead}>
            <span title={clock.exact(message.receivedAt)}>{clock.stamp(message.receivedAt, now)}</span>
            <Given text={message.topic} max={100} mono />
          </span>
          <span className={classes.recordedPayload}>
            <bdi>{cleanText(textOfMessage(message), PREVIEW)}</bdi>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface OwnProps {
  readonly own: OwnMessage;
  readonly set: (own: OwnMessage) => void;
  readonly brokers: readonly BrokerSettings[];
}

function Own({ own, set, brokers }: OwnProps) {
  const { t } = useWords();
  const words = t.rules.bench;
  const [more, setMore] = useState(own.clientId !== '' || own.at !== '');
  const change = (part: Partial<OwnMessage>): void => set({ ...own, ...part });
  return (
    <>
      <TextInput
        label={words.topic}
        value={own.topic}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        classNames={{ input: shared.mono ?? '' }}
        onChange={(event) => change({ topic: event.currentTarget.value })}
      />
      <Textarea
        label={words.payload}
        description={own.payload.trim() === '' ? words.emptyPayload : isJson(own.payload) ? words.isJson : words.noJson}
        inputWrapperOrder={['label', 'input', 'description']}
        value={own.payload}
        autosize
        minRows={3}
        maxRows={14}
        spellCheck={false}
        classNames={{ input: shared.mono ?? '' }}
        onChange={(event) => change({ payload: event.currentTarget.value })}
      />
      <button type="button" className={classes.disclose} aria-expanded={more} onClick={() => setMore(!more)}>
        <ChevronIcon size={12} />
        {words.options}
      </button>
      {more && brokers.length > 1 && (
        <NativeSelect
          label={words.cameFrom}
          value={own.connectionId ?? ''}
          onChange={(event) => change({ connectionId: event.currentTarget.value || null })}
          data={brokers.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      {more && (
        <div className={classes.two}>
          <TextInput
            label={words.clientId}
            description={words.clientIdHint}
            value={own.clientId}
            maxLength={65_535}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change({ clientId: event.currentTarget.value })}
          />
          <TextInput
            type="datetime-local"
            step={1}
            label={words.at}
            description={words.atHint}
            value={own.at}
            onChange={(event) => change({ at: event.currentTarget.value })}
          />
        </div>
      )}
    </>
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
