import type { TriedAction } from '../../main/contract/rule-requests.ts';
import type { WindowWords } from '../../main/words/window.en.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { WarningIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { BytesView } from './bytes-view.tsx';
import { KindIcon } from './kind-icon.tsx';
import classes from './rules.module.css';

type BenchWords = WindowWords['rules']['bench'];

/** What a person calls a field that main names. */
function fieldName(field: string, words: BenchWords): string {
  if (field.startsWith('header ')) return words.header(cleanText(field.slice('header '.length), 60));
  return Object.hasOwn(words.fields, field) ? words.fields[field as keyof BenchWords['fields']] : field;
}

/** What each action would send for the message. */
export function BenchActions({ actions }: { readonly actions: readonly TriedAction[] }) {
  const { t } = useWords();
  const words = t.rules.bench;
  if (actions.length === 0) return <p className={classes.quiet}>{words.noActions}</p>;
  return (
    <ul className={classes.would}>
      {actions.map((action) => (
        <li key={action.action}>
          <Would action={action} />
        </li>
      ))}
    </ul>
  );
}

function Would({ action }: { readonly action: TriedAction }) {
  const { t } = useWords();
  const words = t.rules.bench;
  const { kind, fields, payload, missing, fault } = action;
  const name = action.action === 'error' ? t.rules.errorAction : t.rules.action(action.action + 1, t.rules.kinds[kind]);
  return (
    <section aria-label={words.wouldOf(name)} className={classes.wouldOne}>
      <h4>
        <KindIcon kind={kind} />
        {name}
        {action.action === 'error' && <span className={classes.quiet}>{words.wouldError}</span>}
      </h4>
      {fault !== null && (
        <p className={classes.warning}>
          <WarningIcon size={14} />
          <span>{words.wouldNot(fault)}</span>
        </p>
      )}
      <dl>
        {fields.map(({ name: field, value }) => (
          <div key={field}>
            <dt>{fieldName(field, words)}</dt>
            <dd>
              <Given text={value} max={400} mono />
            </dd>
          </div>
        ))}
      </dl>
      {missing.length > 0 && <p className={classes.hinted}>{words.missing(missing.join(', '))}</p>}
      {payload !== null && (
        <BytesView bytes={payload} label={`${words.payloadSent}: ${name}`} copyLabel={`${t.device.copyPayload}: ${name}`} />
      )}
    </section>
  );
}
