import { cleanText } from '../shared/clean-text.ts';
import { useWords } from '../shared/words-context.tsx';
import classes from './history.module.css';
import { type HistoryFilter, isRootsOnly } from './history-filter.ts';

/** On paper only: what was looked for, in which zone, and when. Without it a page of rows says too little in a month. */
export function PrintHead({ filter }: { readonly filter: HistoryFilter }) {
  const { t, domain, clock } = useWords();
  const { text, verdicts, acknowledged, onlyOpen, blindSpots, from, until, deviceKey } = filter;
  const facts = [
    deviceKey !== null && `${t.history.device}: ${cleanText(deviceKey.slice(deviceKey.indexOf('/') + 1))}`,
    text !== '' && `${t.history.filter}: ${cleanText(text)}`,
    from !== '' && `${t.history.from} ${from}`,
    until !== '' && `${t.history.until} ${until}`,
    verdicts.length > 0 && verdicts.map(domain.verdictShort).join(', '),
    acknowledged !== null && t.history.acknowledgedFilter[acknowledged ? 'yes' : 'no'],
    onlyOpen && t.history.onlyOpen,
    !blindSpots && t.history.withoutBlindSpots,
    isRootsOnly(filter) && t.history.onlyCauses,
  ];
  return (
    <p className={classes.printHead}>
      {t.product} · {facts.filter(Boolean).join(' · ')}
      <br />
      {t.history.printed(clock.exact(Date.now()))}
    </p>
  );
}
