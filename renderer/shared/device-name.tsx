import type { DeviceRef } from '../../main/contract/model.ts';
import { Link } from '../frame/link.tsx';
import { deviceAddress } from '../frame/routes.ts';
import { cleanText } from './clean-text.ts';
import classes from './shared.module.css';

/** Text that a device chose: isolated, so that it cannot turn the words around it, and cut with the rest on hover. */
export function Given({
  text,
  max = 80,
  mono = false,
}: {
  readonly text: string;
  readonly max?: number;
  readonly mono?: boolean;
}) {
  const shown = cleanText(text, max);
  return (
    <bdi className={mono ? classes.mono : classes.name} title={shown === text ? undefined : cleanText(text, 2000)}>
      {shown}
    </bdi>
  );
}

/** A device's name as a link to its page. */
export function DeviceLink({ device, max = 60 }: { readonly device: DeviceRef; readonly max?: number }) {
  return (
    <Link className={classes.link} to={deviceAddress(device.key)}>
      <Given text={device.name ?? device.id} max={max} />
    </Link>
  );
}
