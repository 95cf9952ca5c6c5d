import { type Device, openDevice } from '../mqtt/device.ts';
import type { PlannedNode } from './site-plan.ts';

const TELEMETRY_MS = 15_000;
/** Soon, so that whoever pulls a plug at once sees values from before. */
const FIRST_TELEMETRY_MS = 3000;
const FULL_BATTERY_V = 12.9;

export const statusTopic = (id: string): string => `plant/${id}/status`;
export const telemetryTopic = (id: string): string => `plant/${id}/telemetry`;

/** One thing of the site that has power: a real MQTT client with a real will, a birth, and telemetry. */
export class SiteDevice {
  readonly #node: PlannedNode;
  readonly #url: string;
  #device: Device | null = null;
  #timer: NodeJS.Timeout | null = null;
  #volts = FULL_BATTERY_V;
  #wanted = false;

  constructor(node: PlannedNode, url: string) {
    this.#node = node;
    this.#url = url;
  }

  get connected(): boolean {
    return this.#device?.connected ?? false;
  }

  /** Power on: connects with its will and says that it is online. Resolves to false when the broker cannot be had. */
  async boot(): Promise<boolean> {
    this.#wanted = true;
    const { id, kind } = this.#node;
    const opened = await openDevice({
      url: this.#url,
      clientId: id,
      will: { topic: statusTopic(id), payload: this.#status('offline', 'last will'), qos: 1, retain: true },
    });
    if (!('publish' in opened)) return false;
    if (!this.#wanted) {
      // The plug was pulled while it was starting.
      opened.pull();
      return false;
    }
    this.#device = opened;
    await opened.publish(statusTopic(id), this.#status('online', kind === 'device' ? 'started' : 'uplink up'), {
      qos: 1,
      retain: true,
    });
    this.#scheduleTelemetry(Math.random() * FIRST_TELEMETRY_MS);
    return true;
  }

  /** No power: the socket breaks without DISCONNECT. */
  pull(): void {
    this.#forget()?.pull();
  }

  /** Stopped on purpose: a goodbye, then a clean DISCONNECT. */
  async leave(): Promise<void> {
    const device = this.#forget();
    if (device === null) return;
    await device.publish(statusTopic(this.#node.id), this.#status('signed-off', 'stopped by an operator'), {
      qos: 1,
      retain: true,
    });
    await device.leave();
  }

  #forget(): Device | null {
    this.#wanted = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const device = this.#device;
    this.#device = null;
    return device;
  }

  #scheduleTelemetry(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#volts = Math.max(9.5, this.#volts + (Math.random() - 0.52) * 0.05);
      const values = { battery: { voltage: Number(this.#volts.toFixed(2)) }, rssi: -50 - Math.round(Math.random() * 30) };
      void this.#device?.publish(telemetryTopic(this.#node.id), JSON.stringify(values));
      this.#scheduleTelemetry(TELEMETRY_MS);
    }, ms);
  }

  #status(state: string, reason: string): string {
    const { id, kind, parent } = this.#node;
    return JSON.stringify({
      state,
      reason,
      client: id,
      kind,
      uplink: parent,
      firmware: '2.4.1',
      battery: Number(this.#volts.toFixed(2)),
    });
  }
}
