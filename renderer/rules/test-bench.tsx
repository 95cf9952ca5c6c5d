import { Button } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { RuleProblemView, TriedAction } from '../../main/contract/rule-requests.ts';
import type { Rule } from '../../main/contract/rules.ts';
import type { BrokerSettings } from '../../main/contract/settings.ts';
import type { Json } from '../device/payload.ts';
import { useReason } from '../shared/failed.tsx';
import { Section } from '../shared/section.tsx';
import shared from '../shared/shared.module.css';
import { useWords } from '../shared/words-context.tsx';
import { useQuery } from '../transport/use-query.ts';
import { BenchActions } from './bench-actions.tsx';
import { BenchMessage, type Source } from './bench-message.tsx';
import { BenchSteps } from './bench-steps.tsx';
import { copyOf, keysIn, type OwnMessage, runnable, textOfMessage, topicFor, toTry } from './bench-subject.ts';
import { filterOf } from './drafts.ts';
import classes from './rules.module.css';
import { SendDialog } from './send-dialog.tsx';
import { useAsked } from './use-asked.ts';

const NEVER = [] as const;
const RULES = ['rules'] as const;
const MOST_RECORDED = 30;

interface TestBenchProps {
  readonly rule: Rule;
  readonly brokers: readonly BrokerSettings[];
  readonly problems: readonly RuleProblemView[];
  readonly missing: ReadonlySet<string>;
  /** The message that a notification told of; null: none. */
  readonly asked: number | null;
  /** Tells the payload that is tried: its keys are offered in the editor. */
  readonly setPayload: (payload: Json | undefined) => void;
}

/** Runs the rule as it stands on one message, at every change, and tells each step. Nothing is sent unless a person says so. */
export function TestBench({ rule, brokers, problems, missing, asked, setPayload }: TestBenchProps) {
  const { t } = useWords();
  const words = t.rules.bench;
  const reason = useReason();
  const filter = filterOf(rule.sql);
  const [hasSome, setHasSome] = useState(false);
  // Only FROM says which messages there are; a change behind it finds the same.
  const recorded = useQuery(
    'rules.recorded',
    {
      sql: filter === null ? '' : `SELECT * FROM '${filter.replaceAll("'", "''")}'`,
      connectionId: rule.connectionId,
      messageId: asked,
      limit: MOST_RECORDED,
    },
    // The first one comes by itself; later ones would move what a person reads.
    { topics: hasSome ? NEVER : RULES, keep: true },
  );
  const messages = recorded.data ?? null;
  useEffect(() => setHasSome(messages !== null && messages.length > 0), [messages]);
  const [source, setSource] = useState<Source | null>(null);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const [typed, setOwn] = useState<OwnMessage | null>(null);
  useEffect(() => {
    if (asked === null) return;
    setSource('recorded');
    setChosenId(asked);
  }, [asked]);
  const isAsked = chosenId !== null && chosenId === asked;
  // Another one in its place would be taken for it.
  const chosen = messages?.find(({ id }) => id === chosenId) ?? (isAsked ? null : (messages?.[0] ?? null));
  const shownSource: Source = source ?? (messages !== null && messages.length === 0 ? 'own' : 'recorded');
  const connectionId = rule.connectionId ?? typed?.connectionId ?? brokers[0]?.id ?? null;
  const own = { ...(typed ?? { topic: topicFor(filter), payload: '', clientId: '', at: '' }), connectionId };
  const message =
    shownSource === 'own' ? toTry(own) : isAsked ? { messageId: asked } : chosen === null ? null : { messageId: chosen.id };

  const text = shownSource === 'own' ? own.payload : chosen === null ? '' : textOfMessage(chosen);
  const payload = useMemo(() => keysIn(text), [text]);
  useEffect(() => setPayload(payload), [payload, setPayload]);

  const run = useMemo(() => runnable(rule, problems, missing), [rule, problems, missing]);
  const input = run === null || message === null ? null : { rule: run.rule, messages: [message] };
  const { answer, failure, waiting } = useAsked('rules.try', input);
  const tried = answer?.ok ? answer.tried[0] : undefined;
  const [sending, setSending] = useState(false);
  const inWhole = (action: TriedAction): TriedAction =>
    action.action === 'error' ? action : { ...action, action: run?.places[action.action] ?? action.action };

  const choose = (next: Source): void => {
    if (next === 'own' && typed === null && chosen !== null) setOwn(copyOf(chosen));
    setSource(next);
  };
  return (
    <Section
      title={words.title}
      aside={
        <span role="status" className={classes.quiet}>
          {waiting && input !== null ? words.running : words.dry}
        </span>
      }
    >
      <div className={classes.bench}>
        <BenchMessage
          source={shownSource}
          setSource={choose}
          recorded={messages}
          chosen={chosen}
          choose={setChosenId}
          lookAgain={recorded.refetch}
          own={own}
          setOwn={(next) => {
            setOwn(next);
            setSource('own');
          }}
          brokers={rule.connectionId === null ? brokers : []}
        />
        {failure !== null && !waiting && (
          <p role="alert" className={shared.error}>
            {reason(failure)}
          </p>
        )}
        {input === null || tried === undefined ? (
          <p className={classes.quiet}>{words.notYet}</p>
        ) : tried.message === null ? (
          <p>{words.gone}</p>
        ) : (
          <div className={classes.benchResult} aria-busy={waiting}>
            <BenchSteps tried={tried} filter={filter ?? ''} />
            {tried.matches && (
              <>
                <h3>{words.would}</h3>
                <BenchActions actions={tried.actions.map(inWhole)} />
                {tried.actions.length > 0 && (
                  <Button className={classes.start ?? ''} variant="default" disabled={waiting} onClick={() => setSending(true)}>
                    {words.send}
                  </Button>
                )}
              </>
            )}
            {sending && run !== null && message !== null && (
              <SendDialog rule={run.rule} message={message} actions={tried.actions} close={() => setSending(false)} />
            )}
          </div>
        )}
      </div>
    </Section>
  );
}
