import { z } from 'zod';
import type { Freshness } from './model.ts';

/** What a device measures, named by a person: shown while it is there, and kept as it was before an outage. */
export const feedTopic = z.object({
  /** A topic filter with `{device}`. Its messages are signs of life, too. */
  topic: z.string().max(65_535),
  /** None: the whole payload, as text. */
  values: z
    .array(
      z.object({
        /** Dotted path in a JSON payload; empty: the whole payload. */
        path: z.string().max(500).default(''),
        /** What a person calls it; empty: its path. */
        label: z.string().max(80).default(''),
        unit: z.string().max(20).default(''),
      }),
    )
    .max(20)
    .default([]),
});
export type FeedTopic = z.infer<typeof feedTopic>;

/** One measured value. */
export interface FeedValue {
  readonly topic: string;
  readonly path: string;
  readonly label: string;
  readonly unit: string;
  /** As text, at most 120 characters. */
  readonly value: string;
  readonly at: number;
  /** `retained`: when it was measured is not known; before `at`. */
  readonly freshness: Freshness;
}

export const feedRequests = {
  /** Asks the broker what it retains of a device's feed topics. Takes a few seconds; nothing of it is kept. */
  'feed.retained': z.object({ key: z.string().min(1).max(200_000) }),
} as const;

export interface FeedAnswers {
  'feed.retained':
    | { readonly ok: true; readonly values: readonly FeedValue[] }
    /** A sentence. */
    | { readonly ok: false; readonly reason: string };
}
