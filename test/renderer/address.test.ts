import { describe, expect, test } from 'vitest';
import { askedIn, deviceAddress, incidentAddress, readRoute } from '../../renderer/frame/routes.ts';

describe('the address of a device', () => {
  test('leads back to the same key, whatever a device calls itself', () => {
    for (const key of ['plant/gw-1', 'plant/a/b/c', 'plant/ä ö?#%&', 'plant/%2F', 'plant/<script>', 'plant/..']) {
      expect(readRoute(deviceAddress(key))).toEqual({ page: 'device', key });
    }
  });

  test('is made without an exception for a key that is no well-formed text', () => {
    expect(deviceAddress('plant/\uD800x')).toBe('/devices/plant%2F%EF%BF%BDx');
  });

  test('is read although its slash was decoded on the way', () => {
    expect(readRoute('/devices/plant/gw-1')).toEqual({ page: 'device', key: 'plant/gw-1' });
  });

  test('that cannot be decoded is not found', () => {
    expect(readRoute('/devices/%E0%A4%A')).toEqual({ page: 'not-found' });
  });
});

test('an incident is named by an outage, and by nothing else', () => {
  expect(readRoute(incidentAddress(17))).toEqual({ page: 'incident', outageId: 17 });
  for (const wrong of [
    '/incidents',
    '/incidents/0',
    '/incidents/x',
    '/incidents/1.5',
    '/incidents/1/2',
    '/incidents/99999999999999999',
  ])
    expect(readRoute(wrong)).toEqual({ page: 'not-found' });
});

test('the first page is the devices, an unknown one is not found', () => {
  expect(readRoute('/')).toEqual({ page: 'devices' });
  expect(readRoute('/devices/')).toEqual({ page: 'devices' });
  expect(readRoute('/history')).toEqual({ page: 'history' });
  expect(readRoute('/settings/x')).toEqual({ page: 'not-found' });
  expect(readRoute('/constructor')).toEqual({ page: 'not-found' });
});

test('the address of a rule may name the message that its notification told of', () => {
  expect(askedIn('?message=42')).toBe(42);
  for (const search of ['', '?message=', '?message=0', '?message=-1', '?message=1e3', '?message=9999999999999999', '?other=1'])
    expect(askedIn(search)).toBeNull();
});
