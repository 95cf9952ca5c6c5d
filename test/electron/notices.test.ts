import { expect, test } from 'vitest';
import { Notices } from '../../main/electron/notices.ts';

test('what was so at the start stays; what came since is said once, and the newest of it', () => {
  const logged: string[] = [];
  let changes = 0;
  const notices = new Notices(['set aside'], { warn: (_facts, text) => void logged.push(text) }, () => changes++);
  for (let i = 0; i < 10; i++) notices.add(`fault ${i}`);
  notices.add('fault 9');
  notices.add('set aside');
  expect(notices.all).toEqual(['set aside', ...[2, 3, 4, 5, 6, 7, 8, 9].map((i) => `fault ${i}`)]);
  expect(changes).toBe(10);
  expect(logged).toHaveLength(11);
});
