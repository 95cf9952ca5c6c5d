import { z } from 'zod';
import type { DeviceRef } from './model.ts';

/** Devices that a person does not want to have proposed again, unless they went together twice as often. */
export const dismissedGroup = z.object({
  /** Device keys. */
  devices: z.array(z.string().min(1).max(200_000)).min(2).max(500),
  times: z.number().int().min(0),
});
export type DismissedGroup = z.infer<typeof dismissedGroup>;
/** Groups that a person dismissed, the newest. */
export const MAX_DISMISSED = 200;

/** Pairs that a person dismissed, the newest. */
export const MAX_WRONG = 10_000;

/** What was learned and is not so: nobody is to count on it, however often it is seen. Both are device ids on the connection. */
export const wrongPair = z.object({
  connectionId: z.string().min(1),
  upstream: z.string().min(1).max(65_535),
  downstream: z.string().min(1).max(65_535),
});
export type WrongPair = z.infer<typeof wrongPair>;

/** A time at which devices went and came back together; epoch milliseconds. */
export interface JointView {
  readonly fellAt: number;
  /** From the first that went to the last. */
  readonly fellWithinMs: number;
  readonly roseAt: number;
  readonly roseWithinMs: number;
}

/** Devices that repeatedly went and came back together, and nothing is known that they hang on. */
export interface CompanionsView {
  readonly connectionId: string;
  readonly devices: readonly DeviceRef[];
  readonly times: number;
  /** Newest first, at most 20. */
  readonly joint: readonly JointView[];
}
