import { useWords } from '../shared/words-context.tsx';
import { MAX_NOTE } from './limits.ts';
import type { Target } from './target.ts';
import { TextDialog } from './text-dialog.tsx';
import { useActs } from './use-acts.ts';

/** Acknowledges, with a note where a person wants one: Enter alone is enough. */
export function AcknowledgeDialog({ target, close }: { readonly target: Target; readonly close: () => void }) {
  const { t } = useWords();
  const acts = useActs();
  return (
    <TextDialog
      title={t.acts.acknowledgeTitle(target.what)}
      label={t.acts.acknowledgeNote}
      hint={t.acts.acknowledgeHint}
      oneLine
      optional
      max={MAX_NOTE}
      confirm={t.acts.acknowledge}
      close={close}
      done={(note) => void acts.acknowledge(target.choice, target.what, note)}
    />
  );
}
