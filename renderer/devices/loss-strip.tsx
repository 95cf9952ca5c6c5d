import { useWords } from '../shared/words-context.tsx';
import classes from './devices.module.css';

const BAR = 2;
const STEP = 3;
const HEIGHT = 16;

/** How often a device was lost in each of the last 24 hours, and how often in all. Nothing where there was no loss. */
export function LossStrip({ hours }: { readonly hours: readonly number[] }) {
  const { t, clock } = useWords();
  const total = hours.reduce((sum, n) => sum + n, 0);
  if (total === 0) return null;
  const most = Math.max(4, ...hours);
  return (
    <span className={classes.losses} title={t.devices.lossesIn24h(total)}>
      <svg width={hours.length * STEP} height={HEIGHT} aria-hidden="true" focusable="false">
        <rect className={classes.lossGround} x={0} y={HEIGHT - 1} width={hours.length * STEP} height={1} />
        <path className={classes.loss} d={hours.map((n, hour) => bar(n, hour, most)).join('')} />
      </svg>
      {clock.count(total)}
    </span>
  );
}

/** One shape for all hours: a list has many of these. */
function bar(losses: number, hour: number, most: number): string {
  if (losses === 0) return '';
  // The root: one loss is seen beside fifty.
  const height = Math.max(3, Math.round(HEIGHT * Math.sqrt(losses / most)));
  return `M${hour * STEP} ${HEIGHT}v-${height}h${BAR}v${height}z`;
}
