import type { DeviceChoice } from '../../main/contract/requests.ts';

/** Whom an act is about, and how to call them in a sentence. */
export interface Target {
  readonly choice: DeviceChoice;
  readonly what: string;
}
