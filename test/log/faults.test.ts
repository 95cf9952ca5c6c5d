import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import { catchFaults } from '../../main/log/faults.ts';

let source: EventEmitter;
let logged: string[];
let said: string[];
let ended: string[];
let undo: () => void;
beforeEach(() => {
  source = new EventEmitter();
  logged = [];
  said = [];
  ended = [];
  undo = catchFaults(
    {
      log: { error: (facts, message) => void logged.push(`${message}: ${(facts as { error: string }).error}`) },
      goOn: ({ message }) => void said.push(message),
      end: ({ message }) => void ended.push(message),
    },
    source,
  );
});

describe('what nobody caught', () => {
  test('an exception is logged, and the program ends once', () => {
    source.emit('uncaughtException', new Error('first'));
    source.emit('uncaughtException', 'second');
    source.emit('unhandledRejection', new Error('third'));
    expect(logged).toEqual([
      'an exception that nobody caught: first',
      'an exception that nobody caught: second',
      'a rejection that nobody handled: third',
    ]);
    expect(ended).toEqual(['first']);
    expect(said).toEqual([]);
  });

  test('a rejection is logged and said, and the program goes on', () => {
    source.emit('unhandledRejection', new Error('side'));
    expect(said).toEqual(['side']);
    expect(ended).toEqual([]);
  });

  test('rejections without end are an end', () => {
    for (let n = 0; n < 30; n++) source.emit('unhandledRejection', new Error(`${n}`));
    expect(ended).toEqual(['20']);
    expect(said).toHaveLength(20);
  });

  test('is nobody’s any more after it was undone', () => {
    undo();
    expect(source.listenerCount('uncaughtException')).toBe(0);
  });
});
