import { useState } from 'react';
import type { WatchSettings } from '../../main/contract/settings.ts';
import { Failed, useReason } from '../shared/failed.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import { AboutSection } from './about-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { BrokersSection } from './brokers-section.tsx';
import { likelyWatch } from './drafts.ts';
import { MailSection } from './mail-section.tsx';
import { MaintenanceSection } from './maintenance-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import { RetentionSection } from './retention-section.tsx';
import classes from './settings.module.css';
import { StartSection } from './start-section.tsx';
import { TopologySection } from './topology-section.tsx';
import { TransferSection } from './transfer-section.tsx';
import { UpdatesSection } from './updates-section.tsx';
import { useSettings } from './use-settings.ts';
import { WatchesSection } from './watches-section.tsx';

export function SettingsPage() {
  const { t } = useWords();
  const capabilities = useLiveState((state) => state.capabilities);
  const reason = useReason();
  const control = useSettings(reason, t.settings.transfer.imported);
  const [suggested, setSuggested] = useState<WatchSettings | null>(null);
  const { view, error } = control;
  if (!view) return error ? <Failed error={error} /> : <div className={shared.page} aria-busy="true" />;
  const part = { view, put: control.put };
  return (
    <div className={shared.page}>
      <div className={classes.page}>
        <div className={classes.titleRow}>
          <h1>{t.settings.title}</h1>
          <span className={shared.quiet}>{t.settings.applyAtOnce}</span>
        </div>
        {capabilities?.settingsFrom === 'command-line' && <p className={classes.note}>{t.settings.fromCommandLine}</p>}
        <BrokersSection
          {...part}
          watchLikely={(likely, brokerId) =>
            setSuggested(
              likelyWatch(
                likely,
                brokerId,
                view.settings.watches.map(({ id }) => id),
              ),
            )
          }
        />
        <WatchesSection {...part} suggested={suggested} suggestionTaken={() => setSuggested(null)} />
        <TopologySection {...part} />
        <MaintenanceSection />
        <div className={classes.pair}>
          <NotificationsSection {...part} />
          <AppearanceSection {...part} />
        </div>
        <MailSection {...part} />
        {capabilities?.startAtLogin && <StartSection {...part} />}
        <div className={classes.pair}>
          <RetentionSection {...part} />
          <TransferSection control={control} />
        </div>
        {capabilities?.shell === 'electron' && <UpdatesSection {...part} />}
        <AboutSection {...part} />
      </div>
    </div>
  );
}
