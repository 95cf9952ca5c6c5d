import { Button } from '@mantine/core';
import { useState } from 'react';
import type { TestStep } from '../../main/contract/model.ts';
import type { BrokerSettings } from '../../main/contract/settings.ts';
import { useReason } from '../shared/failed.tsx';
import { CheckIcon, CrossIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import classes from './settings.module.css';

interface BrokerTestProps {
  readonly broker: BrokerSettings;
  readonly password: string | null;
  readonly passphrase: string | null;
  /** Whether the address can be tried at all. */
  readonly ready: boolean;
  /** The broker let us in. */
  readonly passed: () => void;
}

/** Walks the way to a broker step by step and says in words where it ends and what to try. */
export function BrokerTest({ broker, password, passphrase, ready, passed }: BrokerTestProps) {
  const { t } = useWords();
  const live = useLive();
  const reason = useReason();
  const [steps, setSteps] = useState<readonly TestStep[] | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const run = (): void => {
    setBusy(true);
    setFailure(null);
    setSteps(null);
    // A broker that was never saved has no id and perhaps no name yet; the test needs neither.
    const tested = { ...broker, id: broker.id || 'test', name: broker.name.trim() || 'test', url: broker.url.trim() };
    live.transport
      .request('broker.test', { broker: tested, password, passphrase })
      .then((walked) => {
        setSteps(walked);
        if (!walked.some(({ outcome }) => outcome === 'failed')) passed();
      })
      .catch((error: Error) => setFailure(error))
      .finally(() => setBusy(false));
  };
  return (
    <div className={classes.test}>
      <div className={classes.testHead}>
        <Button variant="light" disabled={!ready} loading={busy} onClick={run}>
          {t.settings.test.run}
        </Button>
        <span role="status">
          {busy && t.settings.test.running}
          {steps && <b>{steps.some(({ outcome }) => outcome === 'failed') ? t.settings.test.bad : t.settings.test.good}</b>}
          {failure && reason(failure)}
        </span>
      </div>
      {steps && (
        <ol className={classes.steps} aria-label={t.settings.test.title}>
          {steps.map((step) => (
            <Step key={step.step} step={step} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Step({ step }: { readonly step: TestStep }) {
  const { t, domain, clock } = useWords();
  const reason = step.reason && domain.linkReason(step.reason);
  return (
    <li data-outcome={step.outcome}>
      <span className={classes.stepMark}>
        {step.outcome === 'passed' ? <CheckIcon size={15} /> : step.outcome === 'failed' ? <CrossIcon size={15} /> : '–'}
      </span>
      <span>
        {domain.testStep(step.step)} <span className={shared.quiet}>{t.settings.test.outcome[step.outcome]}</span>
        {reason && step.outcome === 'failed' && (
          <span className={classes.stepWhy}>
            <b>{reason.what}</b> {reason.tryThis}
          </span>
        )}
      </span>
      <span className={shared.quiet}>{step.ms !== null && clock.length(step.ms)}</span>
    </li>
  );
}
