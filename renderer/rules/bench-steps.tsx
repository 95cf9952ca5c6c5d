import type { ReactNode } from 'react';
import type { Tried } from '../../main/contract/rule-requests.ts';
import { cleanText } from '../shared/clean-text.ts';
import { CheckIcon, CrossIcon } from '../shared/icons.tsx';
import { useWords } from '../shared/words-context.tsx';
import { BytesView } from './bytes-view.tsx';
import classes from './rules.module.css';

type Mark = 'passed' | 'stopped' | 'skipped' | 'none';

/** The way of one message through the statement, as far as it came. */
export function BenchSteps({ tried, filter }: { readonly tried: Tried; readonly filter: string }) {
  const { t } = useWords();
  const words = t.rules.bench;
  const { from, set, where, matches, output, failed } = tried;
  return (
    <ol className={classes.steps} aria-label={words.steps}>
      <Step name="FROM" mark={from ? 'passed' : 'stopped'}>
        <p>{from ? words.fromFits(cleanText(filter, 120)) : <Missed miss={tried.miss} />}</p>
      </Step>
      {set.length > 0 && (
        <Step name="SET" mark="none">
          <ul className={classes.values}>
            {set.map(({ name, value }) => (
              <Value key={name} text={`@${name}`} value={value} depth={0} />
            ))}
          </ul>
        </Step>
      )}
      <Step name="WHERE" mark={!from ? 'skipped' : where === null ? 'passed' : where.isTrue ? 'passed' : 'stopped'}>
        {!from ? (
          <p className={classes.quiet}>{words.notReached}</p>
        ) : where === null ? (
          failed === null && <p>{words.whereNone}</p>
        ) : (
          <Where where={where} />
        )}
      </Step>
      {failed !== null && (
        <Step name="SELECT" mark="stopped">
          <p>{failed}</p>
        </Step>
      )}
      <Step name={words.output} mark={matches && output !== null ? 'passed' : 'skipped'}>
        {matches && output !== null ? (
          <BytesView bytes={output} label={words.output} copyLabel={words.copyOutput} />
        ) : (
          <p className={classes.quiet}>{words.notReached}</p>
        )}
      </Step>
    </ol>
  );
}

function Step({ name, mark, children }: { readonly name: string; readonly mark: Mark; readonly children: ReactNode }) {
  return (
    <li data-mark={mark}>
      <span className={classes.stepMark}>
        {mark === 'passed' ? <CheckIcon size={15} /> : mark === 'stopped' ? <CrossIcon size={15} /> : '–'}
      </span>
      <div className={classes.stepBody}>
        <b>{name}</b>
        {children}
      </div>
    </li>
  );
}

function Missed({ miss }: { readonly miss: Tried['miss'] }) {
  const { t } = useWords();
  const words = t.rules.bench.miss;
  if (miss === null) return words.other;
  const wants = cleanText(miss.wants ?? '', 60);
  const has = cleanText(miss.has ?? '', 60);
  switch (miss.why) {
    case 'level':
      return words.level(miss.level, wants, has);
    case 'too-short':
      return words.tooShort(miss.level, wants);
    case 'too-long':
      return words.tooLong(miss.level, has);
    case 'dollar':
      return words.dollar(has);
  }
}

function Where({ where }: { readonly where: NonNullable<Tried['where']> }) {
  const { t } = useWords();
  const words = t.rules.bench;
  const { parts } = where;
  return (
    <>
      <p>{where.isTrue ? words.whereTrue : words.whereNot(shown(where.value))}</p>
      {parts.length > 0 && (
        <ul className={classes.values} aria-label={words.parts}>
          {parts.map((part, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same text may stand there twice
            <Value key={i} text={part.text} value={part.value} depth={part.depth - 1} />
          ))}
        </ul>
      )}
      {where.isCut && <p className={classes.quiet}>{words.partsCut}</p>}
    </>
  );
}

const MOST_SHOWN = 160;
/** As JSON, or the name that AWS IoT SQL has for what is not there. */
const shown = (value: string | null): string => (value === null ? 'Undefined' : cleanText(value, MOST_SHOWN));

function Value({ text, value, depth }: { readonly text: string; readonly value: string | null; readonly depth: number }) {
  return (
    <li data-depth={Math.min(depth, 6)}>
      <bdi className={classes.part}>{cleanText(text, MOST_SHOWN)}</bdi>
      <bdi
        className={classes.value}
        data-value={value === null ? 'undefined' : value === 'true' || value === 'false' ? value : 'other'}
      >
        {shown(value)}
      </bdi>
    </li>
  );
}
