import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { spawnChild } from './child.ts';
import { startSessionBus } from './dbus.ts';

test('a notification is seen on the private bus, and its click reaches who sent it', async () => {
  await using bus = await startSessionBus();
  const sender = spawnChild('notify-send', ['--wait', '--action=default=Open', '--urgency=critical', 'gw-1 lost', 'a & b'], {
    env: { ...process.env, ...bus.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const shown = await bus.notification(({ title }) => title === 'gw-1 lost');
  expect(shown).toMatchObject({ body: 'a & b', actions: { default: 'Open' }, hints: { urgency: 2 }, replaces: 0 });
  const [printed] = await Promise.all([text(sender.stdout!), once(sender, 'close'), bus.click(shown.id)]);
  expect(printed.trim()).toBe('default');
  expect(bus.notifications).toHaveLength(1);
});
