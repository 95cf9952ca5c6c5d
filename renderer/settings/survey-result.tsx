import { Button } from '@mantine/core';
import type { LikelyView, SurveyView } from '../../main/contract/model.ts';
import { Given } from '../shared/device-name.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import classes from './settings.module.css';

/** `12 devices recognised: 9 of …, 3 of …`, in words. */
export function useFamilies(): (survey: SurveyView) => string {
  const { t } = useWords();
  const words = t.settings.survey;
  return ({ devices, families }) =>
    devices === 0
      ? words.none
      : `${words.recognised(devices)}: ${families.map(({ convention, devices: n }) => words.ofFamily(n, familyName(convention, t.settings.watches.conventions))).join(', ')}.`;
}

/** How a family is called: as in the choice of a watch, else by its own name. */
export function familyName(convention: string, names: Readonly<Record<string, string>>): string {
  return names[convention] ?? convention;
}

/** Names, and how many more there are. */
export function SomeIds({ ids, total }: { readonly ids: readonly string[]; readonly total: number }) {
  const { t } = useWords();
  return (
    <span className={classes.ids}>
      {ids.map((id, index) => (
        <span key={id}>
          <Given text={id} max={40} />
          {index < total - 1 && ','}
        </span>
      ))}
      {total > ids.length && <span>{t.history.andMoreGateways(total - ids.length)}</span>}
    </span>
  );
}

/** What looks like presence and is not read, each with what to do about it. */
export function LikelyList({
  likely,
  action,
  act,
}: {
  readonly likely: readonly LikelyView[];
  readonly action: string;
  readonly act: (likely: LikelyView) => void;
}) {
  const { t } = useWords();
  const words = t.settings.survey;
  return (
    <ul className={classes.likely}>
      {likely.map((one) => (
        <li key={`${one.topic} ${JSON.stringify(one.online)}`}>
          <span className={classes.likelyText}>
            <Given text={one.topic} max={120} mono />
            <span className={shared.quiet}>
              {words.says(wordOf(one.online), wordOf(one.offline))} · {t.plural.devices(one.devices)}:{' '}
              <SomeIds ids={one.ids.slice(0, 6)} total={one.devices} />
            </span>
          </span>
          <Button variant="default" size="compact-xs" aria-label={`${action}: ${one.topic}`} onClick={() => act(one)}>
            {action}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** A payload test as a person would say it. */
function wordOf(test: LikelyView['online']): string {
  return test.kind === 'text' ? test.text : `${test.path}: ${test.equals}`;
}
