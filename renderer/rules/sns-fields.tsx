import { NativeSelect } from '@mantine/core';
import { useWords } from '../shared/words-context.tsx';
import type { FieldsProps } from './action-fields.tsx';
import { CodeField } from './code-field.tsx';
import { PlainField } from './plain-field.tsx';
import classes from './rules.module.css';

export function SnsFields({ action, field, change }: FieldsProps<'sns'>) {
  const { t } = useWords();
  const words = t.rules.sns;
  return (
    <>
      <PlainField
        label={words.topicArn}
        field={`${field}.topicArn`}
        example="arn:aws:sns:eu-central-1:123456789012:topic"
        value={action.topicArn}
        change={(topicArn) => change({ ...action, topicArn })}
      />
      <CodeField
        label={words.subject}
        hint={words.subjectHint}
        field={`${field}.subject`}
        oneLine
        value={action.subject}
        change={(subject) => change({ ...action, subject })}
      />
      <NativeSelect
        label={words.format}
        value={action.format}
        onChange={(event) => change({ ...action, format: event.currentTarget.value === 'json' ? 'json' : 'raw' })}
        data={(['raw', 'json'] as const).map((value) => ({ value, label: words.formats[value] }))}
      />
      <div className={classes.two}>
        <PlainField
          label={words.region}
          hint={words.regionHint}
          field={`${field}.region`}
          max={100}
          value={action.region}
          change={(region) => change({ ...action, region })}
        />
        <PlainField
          label={words.endpoint}
          hint={words.endpointHint}
          field={`${field}.endpoint`}
          max={2000}
          value={action.endpoint}
          change={(endpoint) => change({ ...action, endpoint })}
        />
      </div>
      <PlainField
        label={words.role}
        hint={words.roleHint}
        field={`${field}.roleArn`}
        value={action.roleArn}
        change={(roleArn) => change({ ...action, roleArn })}
      />
      <p className={classes.quiet}>{words.credentials}</p>
    </>
  );
}
