import { Checkbox } from '@mantine/core';
import type { SurveyView } from '../../main/contract/model.ts';
import type { WatchSettings } from '../../main/contract/settings.ts';
import { useWords } from '../shared/words-context.tsx';
import { likelyWatch, newWatch } from './drafts.ts';
import classes from './settings.module.css';
import { familyName, SomeIds } from './survey-result.tsx';

/** What a person chose of what was found: families left out, and what looks like presence taken in, by its place in the list. */
export interface Choice {
  readonly without: readonly string[];
  readonly likely: readonly number[];
}

export const NOTHING_CHOSEN: Choice = { without: [], likely: [] };

interface FoundFamiliesProps {
  readonly survey: SurveyView;
  readonly choice: Choice;
  readonly change: (choice: Choice) => void;
}

/** The families found on a new broker, ticked, and what else looks like presence there. */
export function FoundFamilies({ survey, choice, change }: FoundFamiliesProps) {
  const { t } = useWords();
  const words = t.settings.survey;
  const { families, likely, likelyDevices } = survey;
  return (
    <fieldset className={classes.group}>
      <legend>{words.found}</legend>
      {families.length === 0 && <p>{words.none}</p>}
      {survey.withoutRetained.length > 0 && <p>{words.withoutRetained(survey.withoutRetained.join(', '))}</p>}
      {families.map(({ convention, devices, ids }) => (
        <Checkbox
          key={convention}
          size="xs"
          label={words.familyTick(familyName(convention, t.settings.watches.conventions), devices)}
          description={<SomeIds ids={ids.slice(0, 5)} total={devices} />}
          checked={!choice.without.includes(convention)}
          onChange={(event) =>
            change({
              ...choice,
              without: event.currentTarget.checked
                ? choice.without.filter((other) => other !== convention)
                : [...choice.without, convention],
            })
          }
        />
      ))}
      {likely.length > 0 && <p>{words.likely(likelyDevices)}</p>}
      {likely.map((one, index) => (
        <Checkbox
          key={`${one.topic} ${JSON.stringify(one.online)}`}
          size="xs"
          label={words.likelyTick(one.topic, one.devices)}
          description={<SomeIds ids={one.ids.slice(0, 5)} total={one.devices} />}
          checked={choice.likely.includes(index)}
          onChange={(event) =>
            change({
              ...choice,
              likely: event.currentTarget.checked ? [...choice.likely, index] : choice.likely.filter((other) => other !== index),
            })
          }
        />
      ))}
    </fieldset>
  );
}

/**
 * The watches that a first broker brings: the one that knows every family, or only those that were left ticked; and one for each likeness.
 * @param taken ids of the watches there are
 */
export function chosenWatches(
  survey: SurveyView | null,
  choice: Choice,
  brokerId: string,
  taken: readonly string[],
): readonly WatchSettings[] {
  const watches: WatchSettings[] = [];
  const ids = (): string[] => [...taken, ...watches.map(({ id }) => id)];
  if (taken.length === 0) {
    if (choice.without.length === 0) watches.push(newWatch('all'));
    else
      for (const { convention } of survey?.families ?? [])
        if (!choice.without.includes(convention))
          watches.push({
            ...newWatch(convention),
            connectionId: brokerId,
            convention: convention as WatchSettings['convention'],
          });
  }
  for (const [index, likely] of (survey?.likely ?? []).entries())
    if (choice.likely.includes(index)) watches.push(likelyWatch(likely, brokerId, ids()));
  return watches;
}
