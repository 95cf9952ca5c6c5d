import { type MouseEvent, memo, useRef } from 'react';
import type { DeviceLine, DeviceRow } from '../../main/contract/model.ts';
import { Link } from '../frame/link.tsx';
import { deviceAddress } from '../frame/routes.ts';
import { Given } from '../shared/device-name.tsx';
import { isExact, pointOf } from '../shared/format-time.ts';
import { GatewayIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { StateShape, StateText } from '../shared/state-shape.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import type { Choice, Column } from './columns.ts';
import type { Grouping } from './device-filter.ts';
import { DeviceMarks } from './device-marks.tsx';
import classes from './devices.module.css';
import { GroupHead } from './group-row.tsx';
import { LossStrip } from './loss-strip.tsx';

interface RowProps {
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly columns: Choice;
  /** `undefined` until it came from main. */
  readonly line: DeviceLine | undefined;
  readonly group: Grouping | null;
  readonly broker: string | undefined;
  readonly active: boolean;
  readonly selected: boolean;
  readonly press: (index: number, event: MouseEvent) => void;
  readonly toggle: (index: number, event: MouseEvent) => void;
}

export const DeviceListRow = memo(function DeviceListRow(props: RowProps) {
  const { index, top, height, columns, group, active, selected, press, toggle } = props;
  const isWaiting = props.line === undefined;
  // What stood here before stays, unseen, until the row comes: scrolling by leaps then draws no row that nobody has time to read.
  const last = useRef(props);
  if (!isWaiting) last.current = props;
  const { line, broker } = last.current;
  const isGroup = line?.kind === 'group';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div
      id={`device-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isGroup || isWaiting ? undefined : selected}
      className={classes.row}
      aria-busy={isWaiting || undefined}
      data-waiting={isWaiting || undefined}
      data-active={active || undefined}
      data-group={(isGroup && !isWaiting) || undefined}
      style={{ top, height }}
      onClick={(event) => {
        if (event.defaultPrevented || !event.currentTarget.contains(event.target as Node)) return;
        // A click tells of the shift key, which a change of the box does not.
        if (event.target instanceof HTMLInputElement) return toggle(index, event);
        if (window.getSelection()?.type === 'Range' && !event.shiftKey) return;
        press(index, event);
      }}
    >
      {isGroup ? (
        group !== null && <GroupHead group={line} by={group} broker={broker} />
      ) : (
        <>
          <SelectCell name={line && (line.name ?? line.id)} selected={selected} />
          {line && <Cells row={line} broker={broker} columns={columns} />}
        </>
      )}
    </div>
  );
});

interface SelectCellProps {
  /** Of the device; `undefined` until it came. */
  readonly name: string | undefined;
  readonly selected: boolean;
}

/** Its click is the row's. */
const SelectCell = memo(function SelectCell({ name, selected }: SelectCellProps) {
  const { t } = useWords();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="gridcell" className={classes.selectCell}>
      {name !== undefined && (
        <input type="checkbox" tabIndex={-1} aria-label={t.devices.select(name)} checked={selected} readOnly />
      )}
    </div>
  );
});

interface CellsProps {
  readonly row: DeviceRow;
  readonly broker: string | undefined;
  readonly columns: RowProps['columns'];
}

const Cells = memo(function Cells({ row, broker, columns }: CellsProps) {
  return columns.map((name) => (
    // biome-ignore lint/a11y/useSemanticElements: a windowed grid cannot be a table element
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div key={name} role="gridcell" className={classes.cell} data-column={name}>
      <Value column={name} row={row} broker={broker} />
    </div>
  ));
});

function Value({
  column,
  row,
  broker,
}: {
  readonly column: Column;
  readonly row: DeviceRow;
  readonly broker: string | undefined;
}) {
  const { domain } = useWords();
  switch (column) {
    case 'name':
      return <Name row={row} />;
    case 'state':
      return (
        <>
          <StateText state={row.state} word={domain.state[row.state]} />
          <DeviceMarks row={row} />
        </>
      );
    case 'since':
      return <Since row={row} />;
    case 'outages':
      return <LossStrip hours={row.lossHours} />;
    case 'path':
      return row.path.length > 0 && <Given text={row.path.join(' › ')} max={120} />;
    case 'site':
      return row.site !== '' && <Given text={row.site} max={60} />;
    case 'connection':
      return broker !== undefined && <Given text={broker} max={40} />;
    case 'will':
      return row.will !== null && <Given text={row.will} max={120} mono />;
    case 'lastHeard':
      return <LastHeard at={row.lastHeardAt} />;
    case 'convention':
      return <Given text={row.convention} max={40} />;
  }
}

function LastHeard({ at }: { readonly at: number }) {
  const { clock } = useWords();
  const now = useNow();
  return <span title={clock.exact(at)}>{clock.ago(at, now)}</span>;
}

function Name({ row }: { readonly row: DeviceRow }) {
  const { t } = useWords();
  const { gateways, devices } = row.downstream;
  const below = gateways + devices;
  return (
    <>
      <StateShape state={row.state} size={14} />
      <Link to={deviceAddress(row.key)} tabIndex={-1} className={classes.name}>
        <Given text={row.name ?? row.id} max={120} />
      </Link>
      {row.name !== null && (
        <span className={classes.id}>
          <Given text={row.id} max={60} />
        </span>
      )}
      {row.kind === 'gateway' && (
        <span
          className={classes.below}
          title={`${t.devices.gateway}: ${t.devices.takesDown(gateways, devices) || t.common.none} ${t.devices.hangsOnIt}`}
        >
          <GatewayIcon size={14} />
          {below > 0 && below}
        </span>
      )}
    </>
  );
}

function Since({ row }: { readonly row: DeviceRow }) {
  const { clock } = useWords();
  const now = useNow();
  const point = pointOf(row.since);
  if (point === null) return <span className={shared.dim}>–</span>;
  const exact = isExact(row.since);
  return (
    <span title={clock.exactInterval(row.since)}>
      {exact ? clock.shortStamp(point, now) : `${row.since.notAfter === null ? '≥' : '≤'} ${clock.shortStamp(point, now)}`}
      <span className={shared.dim}> · {clock.minutes(Math.max(0, now - point))}</span>
    </span>
  );
}
