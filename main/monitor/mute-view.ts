import { MUTES_SHOWN } from '../contract/limits.ts';
import type { DeviceRef, MuteView } from '../contract/model.ts';
import type { MuteRecord } from '../history/port.ts';

/** What a mute or a maintenance window is of, as the window shows it. */
export function coveredView(
  { scope, keys }: Pick<MuteRecord, 'scope' | 'keys'>,
  ref: (key: string) => DeviceRef,
): Pick<MuteView, 'scope' | 'devices' | 'deviceTotal' | 'connectionId' | 'site'> {
  const devices = scope === 'devices' || scope === 'gateway' ? keys : [];
  const [place = ''] = scope === 'connection' || scope === 'site' ? keys : [];
  const [connectionId = ''] = place.split('/', 1);
  return {
    scope,
    devices: devices.slice(0, MUTES_SHOWN).map(ref),
    deviceTotal: devices.length,
    connectionId: place === '' ? null : connectionId,
    site: scope === 'site' ? place.slice(connectionId.length + 1) : null,
  };
}
