/** Why a topic filter is none, by MQTT. */
export type TopicFilterFault = 'empty' | 'half-character' | 'nul' | 'too-long' | 'hash' | 'plus';

/** Why a watch cannot work; `topic` as a person wrote it. */
export type WatchFault =
  | { readonly code: 'filter'; readonly topic: string; readonly fault: TopicFilterFault }
  | { readonly code: 'shared'; readonly topic: string }
  /** `level`: the part between two slashes. */
  | { readonly code: 'two-placeholders'; readonly level: string }
  | { readonly code: 'unknown-placeholder'; readonly placeholder: string }
  | { readonly code: 'placeholder-twice'; readonly placeholder: string; readonly topic: string }
  | { readonly code: 'no-device'; readonly topic: string }
  /** A custom watch may also find the id in the payload. */
  | { readonly code: 'no-device-anywhere'; readonly topic: string }
  | { readonly code: 'never-offline'; readonly topic: string };
