import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { type AppLine, startApp } from '../helpers/app.ts';
import { type Authority, createAuthority } from '../helpers/certificates.ts';
import { startSessionBus } from '../helpers/dbus.ts';
import { say } from '../helpers/foreign-client.ts';
import { startMailServer } from '../helpers/mail-server.ts';
import { startMosquitto } from '../helpers/mosquitto.ts';
import { SNS_REGION, startSnsEndpoint } from '../helpers/sns-endpoint.ts';
import { startThing } from '../helpers/thing.ts';
import { until } from '../helpers/until.ts';

const run = promisify(execFile);
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const ARN = `arn:aws:sns:${SNS_REGION}:123456789012:lwt`;
const SQL = "SELECT * FROM '/last/will/topic' where state.reported.last_will = 'yes' and state.reported.trigger_action = 'on'";
const WILL = '{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}';

/** An HTTPS server that answers as the test says; it never answers with null. */
async function startHook(authority: Authority) {
  const { certFile, keyFile } = await authority.issue();
  const hook = { status: 200 as number | null, asked: [] as { readonly key: string | undefined; readonly body: string }[] };
  const server = createServer({ cert: await readFile(certFile), key: await readFile(keyFile) }, async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    hook.asked.push({ key: request.headers['x-key']?.toString(), body });
    if (hook.status !== null) response.writeHead(hook.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return Object.assign(hook, {
    url: `https://localhost:${port}/hook`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function temporary() {
  const path = await mkdtemp(join(tmpdir(), 'willwatch-rules-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const ofRule = (kind: string) => (line: AppLine) => line.type === 'action' && line['kind'] === kind;

it('the recipe with mutual TLS: a will becomes a notification, a message, SNS, mail and a webhook; a goodbye becomes nothing', async () => {
  await using authority = await createAuthority();
  await using broker = await startMosquitto({
    scheme: 'mqtts',
    certificates: { caFile: authority.caFile, ...(await authority.issue()) },
    requireCertificate: true,
  });
  await using bus = await startSessionBus();
  await using sns = await startSnsEndpoint(KEYS);
  await using mail = await startMailServer('starttls', await authority.issue());
  await using hook = await startHook(authority);
  await using home = await temporary();
  const laptop = await authority.issue({ host: 'laptop' });
  const config = join(home.path, 'willwatch.json');
  const settings = {
    brokers: [{ id: 'plant', url: broker.url, caFile: authority.caFile, ...laptop }],
    watches: [{ convention: 'lwtThing' }],
    mail: { host: 'localhost', port: mail.port, user: 'user', from: 'willwatch@e.example' },
    rules: [
      {
        id: 'wills',
        name: 'Wills',
        sql: SQL,
        actions: [
          { kind: 'notification', title: 'Rule: ${state.reported.client_id} is gone', urgency: 'critical' },
          { kind: 'republish', topic: '/lwt/executed' },
          { kind: 'sns', topicArn: ARN, subject: 'Last will', endpoint: sns.url },
          { kind: 'email', to: ['tech@e.example'], subject: 'Lost: ${state.reported.client_id}' },
          { kind: 'webhook', url: hook.url, secretHeader: 'X-Key', privateAddresses: true },
        ],
      },
    ],
  };
  await writeFile(config, JSON.stringify(settings));
  const env = {
    ...bus.env,
    NODE_EXTRA_CA_CERTS: authority.caFile,
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    WILLWATCH_MAIL_PASSWORD: 'secret',
    WILLWATCH_RULE_SECRET_WILLS_X_KEY: 's3cret',
  };
  await using app = await startApp({ args: ['--config', config], env });
  await app.line('ready');
  const plainPort = new URL(broker.plainUrl).port;
  const heard = run('mosquitto_sub', [
    '-h',
    '127.0.0.1',
    '-p',
    plainPort,
    '-t',
    '/lwt/executed',
    '-C',
    '1',
    '-F',
    '%q %r %p',
    '-W',
    '60',
  ]);

  const { certFile, keyFile } = await authority.issue({ host: 'lwtThing' });
  const files = ['-r', authority.caFile, '-c', certFile, '-k', keyFile];
  const args = ['-e', 'localhost', '-p', String(broker.port), ...files, '-m', 'publish'];
  await using thing = await startThing([...args, '--after', '1']);
  expect(await thing.exit()).toBe(0);

  expect(await app.line('rule')).toMatchObject({ rule: 'wills', name: 'Wills', topic: '/last/will/topic', connection: 'plant' });
  for (const kind of ['notification', 'republish', 'sns', 'email', 'webhook'])
    expect(await app.line(ofRule(kind))).toMatchObject({ rule: 'wills', outcome: 'done', tries: 1 });
  expect((await heard).stdout.trim()).toBe(`0 0 ${WILL}`);
  expect(await bus.notification(({ title }) => title === 'Rule: lwtThing is gone')).toMatchObject({ hints: { urgency: 2 } });
  expect(sns.faults).toEqual([]);
  expect(Object.fromEntries(sns.published[0] ?? [])).toMatchObject({ TopicArn: ARN, Message: WILL, Subject: 'Last will' });
  expect(mail.received).toMatchObject([{ to: ['tech@e.example'], user: 'user', isSecure: true }]);
  expect(mail.received[0]?.text).toMatch(/^Subject: Lost: lwtThing\r?$/m);
  expect(hook.asked).toEqual([{ key: 's3cret', body: WILL }]);

  await using second = await startThing([...args, '--after', '0', '--die', 'clean']);
  expect(await second.exit()).toBe(0);
  await app.line('recovery');
  // What would have come of the goodbye has come before this.
  await using third = await startThing([...args, '--after', '0', '-id', 'other']);
  expect(await third.exit()).toBe(0);
  await until('the third will', () => hook.asked.length === 2);
  expect(app.lines.filter(({ type }) => type === 'rule')).toHaveLength(2);
  expect(app.strays).toEqual([]);
});

it('killed between the commit and the action, it does the action at the next start, once', async () => {
  await using authority = await createAuthority();
  await using broker = await startMosquitto();
  await using hook = await startHook(authority);
  await using home = await temporary();
  const config = join(home.path, 'willwatch.json');
  const rule = { id: 'r', sql: "SELECT n FROM 'in'", actions: [{ kind: 'webhook', url: hook.url, privateAddresses: true }] };
  await writeFile(config, JSON.stringify({ brokers: [{ id: 'b', url: broker.url }], rules: [rule] }));
  const options = {
    args: ['--config', config],
    dataDir: join(home.path, 'data'),
    env: { NODE_EXTRA_CA_CERTS: authority.caFile },
  };
  {
    await using app = await startApp(options);
    await app.line('ready');
    hook.status = null;
    await say(broker.port, 'in', '{"n":1}');
    await app.line('rule');
    await until('the request', () => hook.asked.length === 1);
    await app.kill();
  }
  hook.status = 200;
  await using again = await startApp(options);
  expect(await again.line('action')).toMatchObject({ rule: 'r', outcome: 'done' });
  await say(broker.port, 'in', '{"n":2}');
  await until('the next', () => hook.asked.length === 3);
  expect(hook.asked.map(({ body }) => body)).toEqual(['{"n":1}', '{"n":1}', '{"n":2}']);
  expect(again.lines.filter(({ type }) => type === 'rule')).toHaveLength(1);
});
