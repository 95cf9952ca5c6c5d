import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ConnectionView } from '../../main/contract/model.ts';
import { showControls } from '../device/payload-view.tsx';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { Dialog } from '../shared/dialog.tsx';
import { useReason } from '../shared/failed.tsx';
import { StarIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useLive } from '../transport/live-context.tsx';
import classes from './live.module.css';
import { Qos } from './subscribe-form.tsx';
import { formatJson, jsonState } from './topics.ts';
import type { FavouritesControl } from './use-favourites.ts';

export interface PublishDraft {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export const emptyPublish: PublishDraft = { topic: '', payload: '', qos: 0, retain: false };

interface PublishFormProps {
  readonly broker: Pick<ConnectionView, 'id' | 'name' | 'url'>;
  readonly draft: PublishDraft;
  readonly change: (draft: PublishDraft) => void;
  readonly favourites: FavouritesControl;
}

/** Says something on the broker, after it was read once more. */
export function PublishForm({ broker, draft, change, favourites }: PublishFormProps) {
  const { t } = useWords();
  const live = useLive();
  const reason = useReason();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [topicFault, setTopicFault] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<{ readonly said: string; readonly ok: boolean } | null>(null);
  const set = (part: Partial<PublishDraft>): void => {
    setOutcome(null);
    setTopicFault(null);
    change({ ...draft, ...part });
  };
  const json = jsonState(draft.payload);

  const review = (event: FormEvent): void => {
    event.preventDefault();
    setOutcome(null);
    const fault = draft.topic === '' ? 'empty' : /[+#]/.test(draft.topic) ? 'wildcard-in-topic' : null;
    setTopicFault(fault && t.live.fault[fault]);
    if (fault === null) setAsking(true);
  };
  const publish = (): void => {
    setAsking(false);
    setBusy(true);
    live.transport
      .request('live.publish', { connectionId: broker.id, ...draft })
      .then(
        (answer) => {
          if (answer.ok) return setOutcome({ said: t.live.published(cleanText(draft.topic, 80)), ok: true });
          const said = { ...t.live.fault, ...t.live.notPublished }[answer.reason];
          return setOutcome({ said, ok: false });
        },
        (error: Error) => setOutcome({ said: reason(error), ok: false }),
      )
      .finally(() => setBusy(false));
  };

  return (
    <form className={classes.form} onSubmit={review} noValidate>
      <TextInput
        label={t.live.topic}
        value={draft.topic}
        error={topicFault}
        maxLength={65_535}
        spellCheck={false}
        classNames={{ input: shared.mono ?? '' }}
        onChange={(event) => set({ topic: event.currentTarget.value })}
      />
      <Textarea
        label={t.live.payload}
        value={draft.payload}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={1_000_000}
        spellCheck={false}
        classNames={{ input: shared.mono ?? '' }}
        onChange={(event) => set({ payload: event.currentTarget.value })}
      />
      {json.kind !== 'none' && (
        <p className={classes.json} data-bad={json.kind === 'bad' || undefined} role="status">
          {json.kind === 'good' ? t.live.jsonGood : t.live.jsonBad(json.line, json.column)}
          {json.kind === 'good' && (
            <Button variant="subtle" size="compact-xs" onClick={() => set({ payload: formatJson(draft.payload) })}>
              {t.live.format}
            </Button>
          )}
        </p>
      )}
      <Checkbox
        size="xs"
        label={t.live.retain}
        description={t.live.retainHint}
        checked={draft.retain}
        onChange={(event) => set({ retain: event.currentTarget.checked })}
      />
      <div className={classes.formFoot}>
        <Qos value={draft.qos} change={(qos) => set({ qos })} />
        <Button
          variant="default"
          leftSection={<StarIcon size={14} />}
          disabled={draft.topic === ''}
          onClick={() => favourites.add({ kind: 'publish', name: '', ...draft })}
        >
          {t.live.keepPublish}
        </Button>
        <Button type="submit" loading={busy}>
          {t.live.review}
        </Button>
      </div>
      <p role="status" className={outcome?.ok === false ? shared.error : shared.quiet} hidden={outcome === null}>
        {outcome?.said}
      </p>
      {asking && <Confirm broker={broker} draft={draft} close={() => setAsking(false)} publish={publish} />}
    </form>
  );
}

interface ConfirmProps {
  readonly broker: Pick<ConnectionView, 'id' | 'name' | 'url'>;
  readonly draft: PublishDraft;
  readonly close: () => void;
  readonly publish: () => void;
}

/** Names once more where it goes and what stays: real devices may listen. */
function Confirm({ broker, draft, close, publish }: ConfirmProps) {
  const { t } = useWords();
  const json = jsonState(draft.payload);
  return (
    <Dialog title={t.live.confirmTitle} size="md" close={close}>
      <div className={classes.form}>
        <dl className={classes.confirm}>
          <dt>{t.live.confirmBroker}</dt>
          <dd>
            <Given text={broker.name} max={120} /> <code className={classes.rowMore}>{broker.url}</code>
          </dd>
          <dt>{t.live.topic}</dt>
          <dd>
            <Given text={draft.topic} max={500} mono />
          </dd>
          <dt>{t.live.qos}</dt>
          <dd>{draft.qos}</dd>
          <dt>{t.live.retain}</dt>
          <dd>{draft.retain ? t.live.confirmRetain.yes : t.live.confirmRetain.no}</dd>
          <dt>{t.live.payload}</dt>
          <dd>
            {draft.payload === '' ? (
              t.device.emptyPayload
            ) : (
              <pre className={classes.confirmPayload}>{showControls(draft.payload.slice(0, 2000))}</pre>
            )}
          </dd>
        </dl>
        {json.kind === 'bad' && <p className={classes.warning}>{t.live.jsonBad(json.line, json.column)}</p>}
        {draft.retain && draft.payload === '' && <p className={classes.warning}>{t.live.confirmClears}</p>}
        <p className={classes.hint}>{t.live.confirmReal}</p>
        <div className={classes.formFoot}>
          <Button variant="default" onClick={close}>
            {t.common.cancel}
          </Button>
          <Button onClick={publish} data-autofocus>
            {t.live.confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
