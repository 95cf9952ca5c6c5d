import { Switch, TextInput } from '@mantine/core';
import type { BrokerSettings } from '../../main/contract/settings.ts';
import { useWords } from '../shared/words-context.tsx';
import classes from './settings.module.css';

interface AwsFieldsProps {
  readonly broker: BrokerSettings;
  readonly change: (part: Pick<BrokerSettings, 'aws'>) => void;
}

/** Signing in to AWS IoT Core. Only what the address asks for: a signature goes with a secure WebSocket. */
export function AwsFields({ broker: { url, aws }, change }: AwsFieldsProps) {
  const { t } = useWords();
  const words = t.settings.brokers.aws;
  const set = (part: Partial<BrokerSettings['aws']>): void => change({ aws: { ...aws, ...part } });
  if (!/^(mqtts|wss):/i.test(url)) return null;
  return (
    <fieldset className={classes.group}>
      <legend>{words.title}</legend>
      {(/^wss:/i.test(url) || aws.signed) && (
        <Switch
          label={words.signed}
          description={words.signedHint}
          checked={aws.signed}
          onChange={(event) => set({ signed: event.currentTarget.checked })}
        />
      )}
      <div className={classes.two}>
        <TextInput
          label={words.region}
          description={words.regionHint}
          placeholder="eu-central-1"
          value={aws.region}
          spellCheck={false}
          autoCapitalize="none"
          onChange={(event) => set({ region: event.currentTarget.value.trim().toLowerCase() })}
        />
        {aws.signed && (
          <TextInput
            label={words.profile}
            description={words.profileHint}
            value={aws.profile}
            spellCheck={false}
            autoCapitalize="none"
            onChange={(event) => set({ profile: event.currentTarget.value })}
          />
        )}
      </div>
    </fieldset>
  );
}
