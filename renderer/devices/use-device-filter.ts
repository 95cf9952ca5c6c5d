import { useCallback, useEffect, useMemo } from 'react';
import { navigate, usePlace } from '../frame/router.ts';
import { keep, recall } from '../shared/remember.ts';
import { type DeviceFilter, NO_FILTER, readFilter, writeFilter } from './device-filter.ts';

const NAME = 'devices.filter';
const isText = (value: unknown): value is string => typeof value === 'string';

/** The filter stands in the address; an address without one means the filter of last time. */
export function useDeviceFilter(): [DeviceFilter, (part: Partial<DeviceFilter>) => void] {
  const { search } = usePlace();
  const filter = useMemo(() => readFilter(search) ?? readFilter(recall(NAME, '', isText)) ?? NO_FILTER, [search]);
  const written = writeFilter(filter);

  useEffect(() => void keep(NAME, written), [written]);

  const change = useCallback((part: Partial<DeviceFilter>) => {
    const before = readFilter(window.location.search) ?? readFilter(recall(NAME, '', isText)) ?? NO_FILTER;
    const text = writeFilter({ ...before, ...part });
    keep(NAME, text);
    navigate(`/devices${text}`, { replace: true });
  }, []);
  return [filter, change];
}
