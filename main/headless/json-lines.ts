import type { Writable } from 'node:stream';
import type { MonitorEvent } from '../monitor/events.ts';
import type { DomainWords } from '../words/domain.en.ts';

const PAYLOAD_BYTES = 65_536;

/**
 * One line of `--json`: an object with `type`, times in epoch milliseconds. Null for what only a window needs.
 * A payload is text: what is no UTF-8 becomes U+FFFD, what is huge is cut.
 */
export function jsonLine(event: MonitorEvent, words: DomainWords): string | null {
  const object = lineObject(event, words);
  return object === null ? null : JSON.stringify(object);
}

function lineObject(event: MonitorEvent, words: DomainWords): object | null {
  switch (event.type) {
    case 'ready':
      return { type: 'ready', at: event.at };
    case 'link': {
      const { connectionId, state, reason, at } = event;
      return {
        type: 'link',
        connection: connectionId,
        state,
        ...(reason !== null && {
          reason: words.linkReason(reason).what,
          advice: words.linkReason(reason).tryThis,
          code: reason.code,
        }),
        at,
      };
    }
    case 'presence': {
      const { connectionId, deviceId, presence, verdict, freshness, at } = event;
      return { type: 'presence', device: deviceId, connection: connectionId, presence, verdict, freshness, at };
    }
    case 'outage': {
      const { id, connectionId, deviceId, verdict, freshness, topic, payload, notBefore, notAfter, affected, feed, at } = event;
      return {
        type: 'outage',
        id,
        device: deviceId,
        connection: connectionId,
        verdict,
        freshness,
        topic,
        payload: payload === null ? null : readText(payload),
        notBefore,
        notAfter,
        affected,
        // Only of devices that measure something.
        ...(feed.length > 0 && {
          feed: feed.map(({ topic, path, label, unit, value, at }) => ({ topic, path, label, unit, value, at })),
        }),
        at,
      };
    }
    case 'recovery': {
      const { id, connectionId, deviceId, durationMs, at } = event;
      return { type: 'recovery', id, device: deviceId, connection: connectionId, at, durationMs };
    }
    case 'incident': {
      const { change, id, connectionId, rootId, outages, affected, mergedInto, at } = event;
      return {
        type: 'incident',
        change,
        id,
        connection: connectionId,
        root: rootId,
        outages,
        ...(change !== 'closed' && { affected: affected.map(({ deviceId, status }) => ({ device: deviceId, status })) }),
        ...(mergedInto !== null && { mergedInto }),
        at,
      };
    }
    case 'alert': {
      const { title, body, outcome, reason, at } = event.alert;
      // On the command line nobody sees a notice in the window: not shown is silent, with the reason.
      return {
        type: 'alert',
        ...(event.deviceId !== null && { device: event.deviceId }),
        title,
        body,
        outcome: outcome === 'shown' ? 'shown' : 'silent',
        ...(reason !== null && { reason }),
        at,
      };
    }
    case 'rule': {
      const { ruleId, name, connectionId, topic, messageId, limited, at } = event;
      return {
        type: 'rule',
        rule: ruleId,
        name,
        connection: connectionId,
        topic,
        message: messageId,
        ...(limited > 0 && { limited }),
        at,
      };
    }
    case 'action': {
      const { id, ruleId, action, kind, state, reason, tries, messageId, at } = event;
      return {
        type: 'action',
        id,
        rule: ruleId,
        action,
        kind,
        outcome: state,
        ...(reason !== null && { reason }),
        tries,
        message: messageId,
        at,
      };
    }
    case 'changed':
      return null;
  }
}

/** `stream` leaves out a character that the cut went through. */
function readText(payload: Uint8Array): string {
  return new TextDecoder().decode(payload.subarray(0, PAYLOAD_BYTES), { stream: payload.length > PAYLOAD_BYTES });
}

/** Writes the lines of one turn at once: ten thousand outages must not cost ten thousand system calls. */
export class LineWriter {
  readonly #out: Writable;
  #lines: string[] = [];

  constructor(out: Writable) {
    this.#out = out;
  }

  write(line: string): void {
    if (this.#lines.push(line) === 1) setImmediate(() => void this.flush());
  }

  /** Resolves when everything written so far has been handed over. */
  flush(): Promise<void> {
    const text = this.#lines.map((line) => `${line}\n`).join('');
    this.#lines = [];
    return new Promise((resolve) => this.#out.write(text, () => resolve()));
  }
}
