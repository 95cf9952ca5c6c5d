import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { FeedTopic } from '../../main/contract/feed.ts';
import { CrossIcon, PlusIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import classes from './settings.module.css';

type Value = FeedTopic['values'][number];

const NEW_VALUE: Value = { path: '', label: '', unit: '' };
const FIELDS = ['path', 'label', 'unit'] as const;
const MOST = { topics: 10, values: 20 };

interface FeedTopicsProps {
  readonly topics: readonly FeedTopic[];
  readonly wrong: boolean;
  readonly change: (topics: FeedTopic[]) => void;
}

/** Telemetry topics with the values that matter in them. */
export function FeedTopics({ topics, wrong, change }: FeedTopicsProps) {
  const { t } = useWords();
  const words = t.feed;
  const replace = (index: number, part: Partial<FeedTopic>): void =>
    change(topics.map((other, at) => (at === index ? { ...other, ...part } : other)));
  return (
    <fieldset className={classes.group}>
      <legend>{words.legend}</legend>
      <p>{words.hint}</p>
      {topics.map(({ topic, values }, index) => {
        const changeValue = (at: number, part: Partial<Value>): void =>
          replace(index, { values: values.map((other, n) => (n === at ? { ...other, ...part } : other)) });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a topic has nothing else that names it
          <div key={index} className={classes.feedTopic}>
            <div className={classes.testRow}>
              <TextInput
                aria-label={words.topic}
                placeholder="plant/{device}/telemetry"
                value={topic}
                spellCheck={false}
                classNames={{ input: classes.monoInput ?? '' }}
                onChange={(event) => replace(index, { topic: event.currentTarget.value })}
              />
              <ActionIcon
                color="gray"
                aria-label={words.removeTopic}
                title={words.removeTopic}
                onClick={() => change(topics.filter((_, at) => at !== index))}
              >
                <CrossIcon size={15} />
              </ActionIcon>
            </div>
            {values.map((value, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a value has nothing else that names it
              <div key={at} className={classes.testRow}>
                {FIELDS.map((field) => (
                  <TextInput
                    key={field}
                    aria-label={words[field]}
                    placeholder={words[field]}
                    value={value[field]}
                    maxLength={field === 'path' ? 500 : field === 'label' ? 80 : 20}
                    spellCheck={false}
                    classNames={field === 'path' ? { input: classes.monoInput ?? '' } : {}}
                    onChange={(event) => changeValue(at, { [field]: event.currentTarget.value })}
                  />
                ))}
                <ActionIcon
                  color="gray"
                  aria-label={words.removeValue}
                  title={words.removeValue}
                  onClick={() => replace(index, { values: values.filter((_, n) => n !== at) })}
                >
                  <CrossIcon size={15} />
                </ActionIcon>
              </div>
            ))}
            {values.length === 0 && <p>{words.wholeHint}</p>}
            {values.length < MOST.values && (
              <Button
                className={classes.addTest ?? ''}
                variant="subtle"
                size="compact-xs"
                leftSection={<PlusIcon size={13} />}
                onClick={() => replace(index, { values: [...values, NEW_VALUE] })}
              >
                {words.addValue}
              </Button>
            )}
          </div>
        );
      })}
      {wrong && <p className={shared.error}>{words.deviceInTopic}</p>}
      {topics.length < MOST.topics && (
        <Button
          className={classes.addTest ?? ''}
          variant="subtle"
          size="compact-xs"
          leftSection={<PlusIcon size={13} />}
          onClick={() => change([...topics, { topic: '', values: [NEW_VALUE] }])}
        >
          {words.addTopic}
        </Button>
      )}
    </fieldset>
  );
}
