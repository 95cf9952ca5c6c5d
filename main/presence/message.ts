/** One MQTT PUBLISH as it reached us. Pure data; made only by `mqtt`. */
export interface RawMessage {
  readonly connectionId: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly dup: boolean;
  /** Wall clock, epoch milliseconds. */
  readonly receivedAt: number;
  /** A clock that never jumps, milliseconds; only differences mean something. */
  readonly receivedMono: number;
  /** Whether the broker kept it for us while we were away. A retained message is recognised by `retain`. */
  readonly queued: boolean;
}
