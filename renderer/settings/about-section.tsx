import type { WindowSettings } from '../../main/contract/settings.ts';
import { CopyIconButton } from '../shared/copy-button.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import { Choice } from './choice.tsx';
import { Diagnosis } from './diagnosis.tsx';
import type { Part } from './part.ts';
import classes from './settings.module.css';

export function AboutSection({ view, put }: Part) {
  const { t } = useWords();
  const words = t.settings.about;
  const capabilities = useLiveState((state) => state.capabilities);
  if (!capabilities) return null;
  const { settings } = view;
  const change = (part: Partial<WindowSettings>): void => {
    void put({ ...settings, ...part }, t.settings.changed(t.settings.sections.about));
  };
  return (
    <Section title={t.settings.sections.about}>
      <div className={classes.fields}>
        <dl className={classes.about}>
          <div>
            <dt>{words.version}</dt>
            <dd>{capabilities.version}</dd>
          </div>
          <div>
            <dt>{words.shell}</dt>
            <dd>{words.shells[capabilities.shell]}</dd>
          </div>
          <div>
            <dt>{words.dataDir}</dt>
            <dd>
              <span className={shared.mono}>{capabilities.dataDir}</span>{' '}
              <CopyIconButton text={capabilities.dataDir} label={`${t.common.copy}: ${words.dataDir}`} />
            </dd>
          </div>
        </dl>
        {!view.secretsProtected && (
          <>
            <Choice
              label={words.unprotected}
              value={settings.secrets.unprotected}
              data={(['session', 'keep'] as const).map((value) => ({ value, label: words.unprotectedChoices[value] }))}
              change={(unprotected) => change({ secrets: { unprotected } })}
            />
            <p className={shared.quiet}>{words.unprotectedHint}</p>
          </>
        )}
        <Choice
          label={words.logLevel}
          value={settings.log.level}
          data={(['error', 'warn', 'info', 'debug'] as const).map((value) => ({ value, label: words.logLevels[value] }))}
          change={(level) => change({ log: { level } })}
        />
        <Diagnosis />
      </div>
    </Section>
  );
}
