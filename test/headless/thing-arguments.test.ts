import { describe, expect, test } from 'vitest';
import { readArguments } from '../../main/headless/arguments.ts';
import type { ThingArguments } from '../../main/headless/thing-arguments.ts';

const AWS = 'abc-ats.iot.eu-central-1.amazonaws.com';
const FILES = ['-r', 'ca.pem', '-c', 'cert.pem', '-k', 'key.pem'];
const read = (...argv: string[]): ThingArguments['thing'] => {
  const outcome = readArguments(['thing', ...argv], 0);
  if (!outcome.ok) throw new Error(outcome.reason);
  return (outcome.arguments as ThingArguments).thing;
};
const refusal = (...argv: string[]): string => {
  const outcome = readArguments(['thing', ...argv], 0);
  return outcome.ok ? JSON.stringify(outcome.arguments) : outcome.reason;
};

describe('as the recipe has it', () => {
  test('with a certificate', () => {
    expect(read('-e', AWS, ...FILES)).toEqual({
      url: `mqtts://${AWS}:8883`,
      caFile: 'ca.pem',
      certFile: 'cert.pem',
      keyFile: 'key.pem',
      aws: { signed: false, region: '', profile: '' },
      clientId: 'lwtThing',
      topic: '/lwt/connected/topic',
      mode: 'both',
      message: 'AWS IoT Thing connected message to IoT Core',
      willTopic: '/last/will/topic',
      willQos: 0,
      keepAliveSeconds: 30,
      afterSeconds: 60,
      die: 'abrupt',
    });
  });

  test('with the recipe’s own command line', () => {
    const given = read('-e', AWS, ...FILES, '-id', 'pump', '-t', '/lwt/connected/topic', '-m', 'publish', '-M', 'hello');
    expect(given).toMatchObject({ clientId: 'pump', mode: 'publish', message: 'hello' });
    const long = read(
      ...['--endpoint', AWS, '--rootCA', 'ca.pem', '--cert', 'cert.pem', '--key', 'key.pem', '--clientId', 'pump'],
      ...['--topic', '/lwt/connected/topic', '--mode', 'publish', '--message', 'hello'],
    );
    expect(long).toEqual(given);
  });

  test.each<[string[], object]>([
    [['-e', AWS, ...FILES, '-p', '443'], { url: `mqtts://${AWS}:443` }],
    [['-e', AWS, '-r', 'ca.pem', '-w'], { url: `wss://${AWS}:443/mqtt`, aws: { signed: true, region: '', profile: '' } }],
    [
      ['-e', 'things.example', '-r', 'ca.pem', '-w', '--region', 'eu-west-1'],
      { aws: { signed: true, region: 'eu-west-1', profile: '' } },
    ],
    [['-e', 'broker', '-r', 'ca.pem', '-w', '-p', '8084'], { url: 'wss://broker:8084/mqtt', aws: { signed: false } }],
    [['-e', 'broker', '--plain'], { url: 'mqtt://broker:1883' }],
    [['-e', 'broker', '--plain', '-w'], { url: 'ws://broker:80/mqtt', aws: { signed: false } }],
    [['-e', '::1', '--plain'], { url: 'mqtt://[::1]:1883' }],
    [['-e', '[::1]', '--plain'], { url: 'mqtt://[::1]:1883' }],
    [['-e', 'broker', '--plain', '-m', 'subscribe', '-t', 'a/#'], { topic: 'a/#' }],
    [['-e', 'broker', '--plain', '--will-qos', '2', '--keep-alive', '1', '--after', '0'], { willQos: 2, afterSeconds: 0 }],
  ])('%j', (argv, thing) => {
    expect(read(...argv)).toMatchObject(thing);
  });
});

test.each<[string[], string]>([
  [[...FILES], 'needs -e'],
  [['-e', '', ...FILES], 'needs -e'],
  [['-e', 'mqtts://broker', ...FILES], 'is no host'],
  [['-e', 'broker:8883', ...FILES], 'with -p'],
  [['-e', 'a b', ...FILES], 'is no host'],
  [['-e', AWS, '-c', 'c', '-k', 'k'], 'needs -r'],
  [['-e', AWS, '-r', 'r'], 'Missing credentials: -c <certificate> and -k <key>, or -w'],
  [['-e', AWS, '-r', 'r', '-c', 'c'], '-c needs -k'],
  [['-e', AWS, '-r', 'r', '-k', 'k'], '-k needs -c'],
  [['-e', AWS, ...FILES, '-w'], 'mutually exclusive'],
  [['-e', AWS, '-r', 'r', '-c', 'c', '-w'], 'mutually exclusive'],
  [['-e', 'b', '--plain', '-r', 'r'], '-r has no use'],
  [['-e', 'b', '--plain', '--region', 'eu-west-1'], '--plain'],
  [['-e', 'b', ...FILES, '--region', 'Europe'], 'no region of AWS'],
  [['-e', AWS, ...FILES, '-m', 'listen'], 'Unknown -m "listen"; it must be one of both, publish, subscribe'],
  [['-e', AWS, ...FILES, '--die', 'slowly'], 'abrupt, silent, clean'],
  [['-e', AWS, ...FILES, '-p', '0'], '-p "0"'],
  [['-e', AWS, ...FILES, '-p', '70000'], '1 to 65535'],
  [['-e', AWS, ...FILES, '--after', 'soon'], '--after "soon"'],
  [['-e', 'b', '--plain', '--keep-alive', '0'], '--keep-alive "0"'],
  [['-e', AWS, ...FILES, '-t', 'a/#'], 'use -m subscribe'],
  [['-e', AWS, ...FILES, '-m', 'subscribe', '--will-topic', 'a/+'], '--will-topic "a/+" has a wildcard'],
  [['-e', AWS, ...FILES, '-t', ''], '-t "" is no topic'],
  [['-e', AWS, ...FILES, '-id', ''], '-id is empty'],
  [['-e', AWS, ...FILES, '-id', '$thing'], 'begins with $'],
  [['-e', AWS, ...FILES, '-id', 'ü'.repeat(65)], '130 bytes; AWS IoT takes 128'],
  [['-e', AWS, ...FILES, '-t', 'x'.repeat(257)], '257 bytes; AWS IoT takes 256'],
  [['-e', AWS, ...FILES, '--will-topic', '/a/b/c/d/e/f/g/h'], '8 slashes; AWS IoT takes 7'],
  [['-e', AWS, ...FILES, '-M', 'x'.repeat(131_072)], 'AWS IoT takes 131072'],
  [['-e', AWS, ...FILES, '--will-qos', '2'], '--will-qos 2'],
  [['-e', AWS, ...FILES, '--will-qos', '3'], '0, 1, 2'],
  [['-e', AWS, ...FILES, '--keep-alive', '10'], '30 to 1200'],
  [['-e', 'things.example', ...FILES, '--region', 'eu-west-1', '--keep-alive', '10'], '30 to 1200'],
  [['-e', AWS, ...FILES, '--wil-qos', '1'], '--wil-qos'],
  [['-e', AWS, ...FILES, 'more'], 'more'],
  [['-e', AWS, ...FILES, '-t'], '-t'],
])('%j is refused', (argv, why) => {
  const said = refusal(...argv);
  expect(said).toContain(why);
  expect(said).toMatch(/\. See willwatch help\.$/);
});
