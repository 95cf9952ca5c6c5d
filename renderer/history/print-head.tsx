import { cleanText } from '../shared/clean-text.ts';
import { Printed } from '../shared/printed.tsx';
import { useWords } from '../shared/words-context.tsx';
import { type HistoryFilter, isRootsOnly } from './history-filter.ts';

/** On paper only: what was looked for. */
export function PrintHead({ filter }: { readonly filter: HistoryFilter }) {
  const { t, domain } = useWords();
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
  return <Printed facts={facts.filter((fact) => fact !== false)} />;
}
