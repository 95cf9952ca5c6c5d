import type { DeviceGroup } from '../../main/contract/model.ts';
import { Link } from '../frame/link.tsx';
import { deviceAddress } from '../frame/routes.ts';
import { Given } from '../shared/device-name.tsx';
import { ChevronIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { StateShape } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import type { Grouping } from './device-filter.ts';
import classes from './devices.module.css';

interface GroupRowProps {
  readonly group: DeviceGroup;
  readonly by: Grouping;
  /** The broker's name, where that is what is grouped by. */
  readonly broker: string | undefined;
}

/** The head of a group: what it is, how many devices, and how they are, worst first. */
export function GroupHead({ group, by, broker }: GroupRowProps) {
  const { t, domain, clock } = useWords();
  const name = group.key === '' ? t.devices.nowhere[by] : (broker ?? group.name);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="gridcell" className={classes.groupHead} data-folded={group.folded || undefined}>
      {/* The click is the row's: anywhere on it folds. */}
      <button
        type="button"
        tabIndex={-1}
        className={classes.groupFold}
        aria-expanded={!group.folded}
        aria-label={(group.folded ? t.devices.unfold : t.devices.fold)(name)}
      >
        <ChevronIcon size={13} />
      </button>
      <b>
        {by === 'gateway' && group.key !== '' ? (
          <Link to={deviceAddress(group.key)} tabIndex={-1} className={classes.name}>
            <Given text={name} max={80} />
          </Link>
        ) : (
          <Given text={name} max={80} />
        )}
      </b>
      <span className={shared.dim}>{t.plural.devices(group.devices)}</span>
      <span className={classes.groupStates}>
        {group.states.map(({ state, count }) => (
          <span key={state} title={t.devices.tile(domain.state[state], count)}>
            <StateShape state={state} size={13} label={domain.state[state]} />
            {clock.count(count)}
          </span>
        ))}
      </span>
    </div>
  );
}
