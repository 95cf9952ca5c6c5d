import { memo } from 'react';
import type { DeviceRow } from '../../main/contract/model.ts';
import { Link } from '../frame/link.tsx';
import { deviceAddress } from '../frame/routes.ts';
import { Given } from '../shared/device-name.tsx';
import { isExact, pointOf } from '../shared/format-time.ts';
import { GatewayIcon } from '../shared/icons.tsx';
import { Skeleton } from '../shared/skeleton.tsx';
import { StateShape, StateWord } from '../shared/state-shape.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import classes from './devices.module.css';

interface RowProps {
  readonly index: number;
  readonly top: number;
  readonly height: number;
  /** `undefined` until it came from main. */
  readonly row: DeviceRow | undefined;
  readonly broker: string | undefined;
  readonly active: boolean;
  readonly open: () => void;
}

export function DeviceListRow({ index, top, height, row, broker, active, open }: RowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div
      id={`device-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={active}
      className={classes.row}
      data-odd={index % 2 === 1 || undefined}
      style={{ top, height }}
      onClick={(event) => {
        if (event.defaultPrevented || !event.currentTarget.contains(event.target as Node)) return;
        if (event.metaKey || event.ctrlKey || window.getSelection()?.type === 'Range') return;
        open();
      }}
    >
      {row ? <Cells row={row} broker={broker} /> : <Waiting index={index} />}
    </div>
  );
}

const Cells = memo(function Cells({ row, broker }: { readonly row: DeviceRow; readonly broker: string | undefined }) {
  const { t, domain } = useWords();
  const { gateways, devices } = row.downstream;
  const below = gateways + devices;
  return (
    <>
      <Cell column="name">
        <StateShape state={row.state} size={14} />
        <Link to={deviceAddress(row.key)} tabIndex={-1} className={classes.name}>
          <Given text={row.id} max={120} />
        </Link>
        {row.kind === 'gateway' && (
          <span
            className={classes.below}
            title={`${t.devices.gateway}: ${t.devices.takesDown(gateways, devices) || t.common.none} ${t.devices.hangsOnIt}`}
          >
            <GatewayIcon size={14} />
            {below > 0 && below}
          </span>
        )}
      </Cell>
      <Cell column="state">
        <StateWord state={row.state} word={domain.state[row.state]} />
      </Cell>
      <Cell column="since">
        <Since row={row} />
      </Cell>
      <Cell column="path">{row.path.length > 0 && <Given text={row.path.join(' › ')} max={120} />}</Cell>
      <Cell column="connection">{broker !== undefined && <Given text={broker} max={40} />}</Cell>
      <Cell column="will">{row.will !== null && <Given text={row.will} max={120} mono />}</Cell>
      <Cell column="convention">
        <Given text={row.convention} max={40} />
      </Cell>
    </>
  );
});

function Since({ row }: { readonly row: DeviceRow }) {
  const { clock } = useWords();
  const now = useNow();
  const point = pointOf(row.since);
  if (point === null) return <span className={classes.quiet}>–</span>;
  const exact = isExact(row.since);
  return (
    <span title={clock.exactInterval(row.since)}>
      {exact ? clock.shortStamp(point, now) : `${row.since.notAfter === null ? '≥' : '≤'} ${clock.shortStamp(point, now)}`}
      <span className={classes.quiet}> · {clock.minutes(Math.max(0, now - point))}</span>
    </span>
  );
}

function Waiting({ index }: { readonly index: number }) {
  return (
    <>
      <Cell column="name">
        <Skeleton width={90 + ((index * 37) % 90)} />
      </Cell>
      <Cell column="state">
        <Skeleton width={64} />
      </Cell>
      <Cell column="since">
        <Skeleton width={100} />
      </Cell>
    </>
  );
}

function Cell({ column, children }: { readonly column: string; readonly children?: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="gridcell" className={classes.cell} data-column={column}>
      {children}
    </div>
  );
}
