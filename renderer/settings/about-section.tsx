import { CopyIconButton } from '../shared/copy-button.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import classes from './settings.module.css';

export function AboutSection() {
  const { t } = useWords();
  const words = t.settings.about;
  const { capabilities } = useLiveState();
  if (!capabilities) return null;
  return (
    <Section title={t.settings.sections.about}>
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
    </Section>
  );
}
