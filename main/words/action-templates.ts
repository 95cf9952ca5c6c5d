import type { RuleAction } from '../contract/rules.ts';

/** The fields of an action that may have `${…}` in them, by the names that main and the window have for them. */
export function templatesOf(action: RuleAction): readonly (readonly [field: string, text: string])[] {
  switch (action.kind) {
    case 'notification':
      return [
        ['title', action.title],
        ['body', action.body],
      ];
    case 'republish':
      return [['topic', action.topic]];
    case 'sns':
      return [['subject', action.subject]];
    case 'email':
      return [
        ['subject', action.subject],
        ['body', action.body],
      ];
    case 'webhook':
      return [['url', action.url], ...action.headers.map(({ value }, i) => [`headers.${i}.value`, value] as const)];
  }
}
