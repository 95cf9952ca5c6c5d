import type { MqttProperties } from '../contract/mqtt-properties.ts';

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
  /** Whether the broker kept it for us while we were away; with `retain`, that it is what was retained before that. */
  readonly queued: boolean;
  /** QoS 1: the packet identifier, by which a redelivery is recognised; null at QoS 0. */
  readonly packetId: number | null;
  /**
   * `kept`: came on the persistent connection, and its twin comes, came or was dropped on the live one. `live`: the other way round.
   * `only`: there is no second connection.
   */
  readonly side: 'kept' | 'live' | 'only';
  /** Null on MQTT 3.1.1, and where it came with none. */
  readonly properties: MqttProperties | null;
}
