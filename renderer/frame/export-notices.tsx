import { ActionIcon, Button, Progress } from '@mantine/core';
import type { ExportView } from '../../main/contract/model.ts';
import { CopyIconButton } from '../shared/copy-button.tsx';
import { CrossIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLive, useLiveState } from '../transport/live-context.tsx';
import classes from './frame.module.css';

/** Files on their way, wherever in the window one is meanwhile: how far, a way to stop, and where they ended up. */
export function ExportNotices() {
  const { t } = useWords();
  const exports = useLiveState((state) => state.exports);
  return (
    <section className={classes.exports} aria-label={t.exports.title}>
      {exports.map((one) => (
        <Notice key={one.id} view={one} />
      ))}
    </section>
  );
}

function Notice({ view }: { readonly view: ExportView }) {
  const { t, clock } = useWords();
  const live = useLive();
  const { state, rows, total } = view;
  const running = state === 'running';
  return (
    <div className={classes.export} data-failed={state === 'failed' || undefined}>
      <div className={classes.exportText}>
        <b>{view.name}</b>
        <span role="status">{said(view, t.exports, clock.count)}</span>
        {running && total > 0 && (
          <Progress value={Math.min(100, (100 * rows) / total)} size={4} transitionDuration={0} aria-label={view.name} />
        )}
        {view.path !== null && (
          <span className={classes.exportPath}>
            <code>{view.path}</code>
            <CopyIconButton text={view.path} label={t.exports.copyPath} />
          </span>
        )}
      </div>
      {running ? (
        <Button
          variant="default"
          size="compact-xs"
          onClick={() => void live.transport.request('export.stop', { id: view.id }).catch(() => undefined)}
        >
          {t.common.cancel}
        </Button>
      ) : (
        <ActionIcon color="gray" size={24} aria-label={t.common.close} onClick={() => live.forgetExport(view.id)}>
          <CrossIcon size={15} />
        </ActionIcon>
      )}
    </div>
  );
}

function said(
  { state, rows, total, reason, path }: ExportView,
  words: ReturnType<typeof useWords>['t']['exports'],
  count: (n: number) => string,
): string {
  switch (state) {
    case 'running':
      return total === 0 ? words.writing : words.progress(count(rows), count(Math.max(rows, total)));
    case 'done':
      return `${path === null ? words.downloaded : words.saved}${total === 0 ? '' : ` ${words.rows(rows)}`}`;
    case 'stopped':
      return words.stopped;
    case 'failed':
      return words.failed(reason ?? '');
  }
}
