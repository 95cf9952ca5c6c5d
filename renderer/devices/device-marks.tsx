import type { DeviceRow } from '../../main/contract/model.ts';
import { BellOffIcon, CheckIcon, SnoozeIcon } from '../shared/icons.tsx';
import { FlapShape } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import { useLiveState } from '../transport/live-context.tsx';
import classes from './devices.module.css';

type Marked = Pick<DeviceRow, 'flapping' | 'muted' | 'acknowledged' | 'snoozedUntil'>;

/** What is to be known beside the state: that it comes and goes, and what people did about it. */
export function DeviceMarks({ row }: { readonly row: Marked }) {
  const { t, clock } = useWords();
  // Where everything is muted the frame says so, once.
  const allMuted = useLiveState(({ overview }) => overview?.mutes.some(({ scope }) => scope === 'all'));
  const marks: readonly (readonly [string, React.ReactNode])[] = [
    ...(row.flapping ? [[`${t.devices.flapping}. ${t.devices.flappingWhy}`, <FlapShape key="f" size={14} />] as const] : []),
    ...(row.acknowledged ? [[t.devices.acknowledgedWhy, <CheckIcon key="a" size={14} />] as const] : []),
    ...(row.snoozedUntil === null
      ? []
      : [[t.devices.snoozedWhy(clock.short(row.snoozedUntil)), <SnoozeIcon key="s" size={14} />] as const]),
    ...(row.muted && !allMuted ? [[t.devices.mutedWhy, <BellOffIcon key="m" size={14} />] as const] : []),
  ];
  return marks.map(([why, icon]) => (
    <span key={why} className={classes.mark} role="img" aria-label={why} title={why}>
      {icon}
    </span>
  ));
}
