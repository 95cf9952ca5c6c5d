import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import type { PayloadTest } from '../../main/contract/settings.ts';
import { CrossIcon, PlusIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './settings.module.css';

interface PayloadTestsProps {
  readonly legend: string;
  readonly hint?: string;
  readonly tests: readonly PayloadTest[];
  readonly change: (tests: readonly PayloadTest[]) => void;
}

/** Tests on a payload; any of them is enough. */
export function PayloadTests({ legend, hint, tests, change }: PayloadTestsProps) {
  const { t } = useWords();
  const words = t.settings.watches;
  const replace = (index: number, test: PayloadTest): void => change(tests.map((other, at) => (at === index ? test : other)));
  return (
    <fieldset className={classes.group}>
      <legend>{legend}</legend>
      {hint !== undefined && <p>{hint}</p>}
      {tests.map((test, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a test has nothing else that names it
        <div key={index} className={classes.testRow}>
          <NativeSelect
            aria-label={words.testKind}
            value={test.kind}
            onChange={(event) => replace(index, switchKind(test, event.currentTarget.value))}
            data={[
              { value: 'text', label: words.testText },
              { value: 'json', label: words.testJson },
            ]}
          />
          {test.kind === 'json' && (
            <TextInput
              aria-label={words.testPath}
              placeholder={words.testPath}
              value={test.path}
              spellCheck={false}
              classNames={{ input: classes.monoInput ?? '' }}
              onChange={(event) => replace(index, { ...test, path: event.currentTarget.value })}
            />
          )}
          <TextInput
            aria-label={words.testValue}
            placeholder={words.testValue}
            value={test.kind === 'json' ? test.equals : test.text}
            spellCheck={false}
            classNames={{ input: classes.monoInput ?? '' }}
            onChange={(event) => {
              const { value } = event.currentTarget;
              replace(index, test.kind === 'json' ? { ...test, equals: value } : { ...test, text: value });
            }}
          />
          <ActionIcon
            color="gray"
            aria-label={words.removeTest}
            title={words.removeTest}
            onClick={() => change(tests.filter((_, at) => at !== index))}
          >
            <CrossIcon size={15} />
          </ActionIcon>
        </div>
      ))}
      <Button
        className={classes.addTest ?? ''}
        variant="subtle"
        size="compact-xs"
        leftSection={<PlusIcon size={13} />}
        onClick={() => change([...tests, { kind: 'text', text: '' }])}
      >
        {words.addTest}
      </Button>
    </fieldset>
  );
}

function switchKind(test: PayloadTest, kind: string): PayloadTest {
  const value = test.kind === 'json' ? test.equals : test.text;
  return kind === 'json' ? { kind: 'json', path: '', equals: value } : { kind: 'text', text: value };
}
