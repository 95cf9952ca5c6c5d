/** A message as a live page keeps it. */
export interface Heard {
  readonly seq: number;
  readonly topic: string;
  /** The beginning of the payload: a copy, so that no more than this is held. */
  readonly payload: Uint8Array;
  /** The whole length. */
  readonly payloadBytes: number;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly dup: boolean;
  readonly receivedAt: number;
}

/** What it takes in memory: the objects around it cost about as much as a small message. */
export const sizeOf = (one: Heard): number => 200 + 2 * one.topic.length + one.payload.length;

const decoder = new TextDecoder();

export const textOf = (one: Heard): string => decoder.decode(one.payload);

/** The beginning of the payload for a list. */
export const previewOf = (one: Heard): string => decoder.decode(one.payload.subarray(0, 320)).slice(0, 160);
