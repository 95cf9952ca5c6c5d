import { expect, test } from 'vitest';
import { toCsv, toJson } from '../../main/history/export.ts';
import { outage } from './records.ts';

const began = Date.UTC(2026, 0, 31, 13, 50);
const full = outage(7, began, {
  began: { notBefore: null, notAfter: began },
  ended: { notBefore: began + 1000, notAfter: began + 2500 },
  durationMs: 1500.5,
  deviceIsGateway: true,
  affectedGateways: 2,
  affectedDevices: 40,
  affectedGatewayIds: ['gw-1', 'gw-2'],
  causeOutageId: 3,
  alertOutcome: 'silent',
  alertReason: 'flap',
  alertAt: began + 3000,
});

test('an outage becomes one line of CSV under a header, with CRLF and times in UTC', () => {
  expect(toCsv([full])).toBe(
    'id,device,connection,kind,verdict,freshness,beganNotBefore,beganNotAfter,endedNotBefore,endedNotAfter,durationMs,topic,' +
      'affectedGateways,affectedDevices,affectedGatewayIds,causeOutageId,alertOutcome,alertReason,alertAt\r\n' +
      '7,pump-7,plant,gateway,abrupt,live,,2026-01-31T13:50:00.000Z,2026-01-31T13:50:01.000Z,2026-01-31T13:50:02.500Z,1500.5,' +
      'site/pump-7/status,2,40,gw-1; gw-2,3,silent,flap,2026-01-31T13:50:03.000Z\r\n',
  );
});

test('no outages are a header and nothing else, with a byte order mark when asked for', () => {
  expect(toCsv([]).split('\r\n')).toHaveLength(2);
  expect(toCsv([], { bom: true }).startsWith('\uFEFFid,')).toBe(true);
});

const deviceField = (deviceId: string) =>
  toCsv([outage(1, began, { deviceId, topic: null })])
    .split('\r\n1,')[1]
    ?.split(',plant,')[0];

test('commas, quotes, line ends and spaces at an end are quoted', () => {
  expect(deviceField('a,b')).toBe('"a,b"');
  expect(deviceField('say "hi"')).toBe('"say ""hi"""');
  expect(deviceField('two\nlines')).toBe('"two\nlines"');
  expect(deviceField(' padded')).toBe('" padded"');
});

test('a field that a spreadsheet would take for a formula is defused, and a number is not', () => {
  for (const start of ['=', '+', '-', '@', '\t', '＝']) {
    expect(deviceField(`${start}cmd|' /C calc'!A0`)).toBe(`'${start}cmd|' /C calc'!A0`);
  }
  expect(deviceField('\rx')).toBe(`"'\rx"`);
  expect(deviceField('=HYPERLINK("http://x")')).toBe(`"'=HYPERLINK(""http://x"")"`);
  expect(deviceField('a=b')).toBe('a=b');
  expect(toCsv([outage(1, began, { durationMs: -5 })])).toContain(',-5,');
});

test('JSON tells the same exactly, with null where nothing is known', () => {
  expect(JSON.parse(toJson([full, outage(8, 8.64e15 + 1, { deviceId: '=1+1' })]))).toEqual([
    {
      id: 7,
      device: 'pump-7',
      connection: 'plant',
      kind: 'gateway',
      verdict: 'abrupt',
      freshness: 'live',
      began: { notBefore: null, notAfter: '2026-01-31T13:50:00.000Z' },
      ended: { notBefore: '2026-01-31T13:50:01.000Z', notAfter: '2026-01-31T13:50:02.500Z' },
      durationMs: 1500.5,
      topic: 'site/pump-7/status',
      affectedGateways: 2,
      affectedDevices: 40,
      affectedGatewayIds: ['gw-1', 'gw-2'],
      causeOutageId: 3,
      alert: { outcome: 'silent', reason: 'flap', at: '2026-01-31T13:50:03.000Z' },
    },
    expect.objectContaining({
      id: 8,
      device: '=1+1',
      began: { notBefore: '8640000000000001', notAfter: '8640000000000001' },
      ended: null,
      alert: null,
    }),
  ]);
});
