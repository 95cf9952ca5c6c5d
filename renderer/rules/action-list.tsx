import { ActionIcon, Button, Menu } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ActionPlace } from '../../main/contract/rule-requests.ts';
import type { Rule, RuleAction } from '../../main/contract/rules.ts';
import type { WindowSettings } from '../../main/contract/settings.ts';
import { Given } from '../shared/device-name.tsx';
import { ChevronIcon, CrossIcon, DownIcon, PlusIcon, UpIcon, WarningIcon } from '../shared/icons.tsx';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import { ActionFields } from './action-fields.tsx';
import { useChecks } from './checks.ts';
import { fieldOf, KINDS, MOST_ACTIONS, newAction, targetOf } from './drafts.ts';
import { KindIcon } from './kind-icon.tsx';
import classes from './rules.module.css';
import type { Secrets } from './use-secrets.ts';

/** So many are shown open when the page comes; more are heads to be opened. */
const SHOWN_OPEN = 3;

interface ActionListProps {
  readonly rule: Rule;
  readonly settings: WindowSettings;
  readonly secrets: Secrets;
  readonly change: (part: Pick<Rule, 'actions'> | Pick<Rule, 'errorAction'>) => void;
}

/** What a rule does, in order, and what it does when that fails. */
export function ActionList({ rule, settings, secrets, change }: ActionListProps) {
  const { t } = useWords();
  const { actions, errorAction } = rule;
  const [added, setAdded] = useState<number | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const { keys, move: moveKey, remove: removeKey } = useKeys(actions.length);
  const [goTo, setGoTo] = useState<FocusGoal | null>(null);
  useEffect(() => {
    if (goTo !== null && place.current !== null) focusOn(place.current, goTo);
  }, [goTo]);
  const set = (next: readonly RuleAction[]): void => change({ actions: [...next] });
  const move = (from: number, by: -1 | 1): void => {
    const [moved] = actions.slice(from, from + 1);
    if (moved === undefined) return;
    moveKey(from, by);
    set(actions.toSpliced(from, 1).toSpliced(from + by, 0, moved));
    setGoTo({ card: from + by, by });
  };
  const remove = (at: number): void => {
    removeKey(at);
    set(actions.toSpliced(at, 1));
    setGoTo({ card: Math.min(at, actions.length - 2), by: null });
  };
  const shared = { settings, secrets };
  return (
    <>
      <Section title={t.rules.actions} aside={<span className={classes.quiet}>{t.rules.actionsHint}</span>}>
        <div ref={place} className={classes.actions}>
          {actions.length === 0 && <p className={classes.quiet}>{t.rules.noActionsYet}</p>}
          {actions.map((action, at) => (
            <ActionCard
              key={`${keys[at]} ${action.kind}`}
              {...shared}
              place={at}
              action={action}
              open={actions.length <= SHOWN_OPEN || added === at}
              change={(next) => set(actions.with(at, next))}
              remove={() => remove(at)}
              up={at === 0 ? null : () => move(at, -1)}
              down={at === actions.length - 1 ? null : () => move(at, 1)}
            />
          ))}
          {actions.length < MOST_ACTIONS ? (
            <AddAction
              label={t.rules.addAction}
              add={(action) => {
                setAdded(actions.length);
                set([...actions, action]);
              }}
            />
          ) : (
            <p className={classes.quiet}>{t.rules.mostActions}</p>
          )}
        </div>
      </Section>
      <Section title={t.rules.errorAction}>
        <div className={classes.actions}>
          <p className={classes.quiet}>{t.rules.errorActionHint}</p>
          {errorAction === null ? (
            <AddAction label={t.rules.addErrorAction} add={(action) => change({ errorAction: action })} />
          ) : (
            <ActionCard
              key={errorAction.kind}
              {...shared}
              place="error"
              action={errorAction}
              open
              change={(next) => change({ errorAction: next })}
              remove={() => change({ errorAction: null })}
              up={null}
              down={null}
            />
          )}
        </div>
      </Section>
    </>
  );
}

/** Where the keyboard goes on; `by` null: at the head of the card. */
interface FocusGoal {
  readonly card: number;
  readonly by: -1 | 1 | null;
}

/** The card that was moved keeps the keyboard, and what is behind a removed one takes it. */
function focusOn(list: HTMLElement, { card, by }: FocusGoal): void {
  const buttons = list.querySelectorAll<HTMLButtonElement>(`[data-card="${card}"] button[data-move]`);
  const [up, down] = buttons;
  const wanted = by === null ? null : by === -1 ? [up, down] : [down, up];
  const found = wanted?.find((button) => button?.disabled === false);
  (found ?? list.querySelector<HTMLButtonElement>(`[data-card="${card}"] button`) ?? list.querySelector('button'))?.focus();
}

/** A key for each action that goes with it where it is moved; actions have no name of their own. */
function useKeys(length: number) {
  const kept = useRef<{ keys: readonly number[]; next: number }>({ keys: [], next: 0 });
  const { current } = kept;
  while (current.keys.length < length) current.keys = [...current.keys, current.next++];
  if (current.keys.length > length) current.keys = current.keys.slice(0, length);
  return {
    keys: current.keys,
    move: (from: number, by: -1 | 1): void => {
      const moved = current.keys.slice(from, from + 1);
      current.keys = current.keys.toSpliced(from, 1).toSpliced(from + by, 0, ...moved);
    },
    remove: (at: number): void => {
      current.keys = current.keys.toSpliced(at, 1);
    },
  };
}

interface ActionCardProps {
  readonly place: ActionPlace;
  readonly action: RuleAction;
  readonly settings: WindowSettings;
  readonly secrets: Secrets;
  /** Whether it shows its fields at first. */
  readonly open: boolean;
  readonly change: (action: RuleAction) => void;
  readonly remove: () => void;
  /** Moves it by one; null at the end. */
  readonly up: (() => void) | null;
  readonly down: (() => void) | null;
}

function ActionCard({ place, action, settings, secrets, open: openAtFirst, change, remove, up, down }: ActionCardProps) {
  const { t } = useWords();
  const { problems, missing, tried } = useChecks();
  const [folded, setFolded] = useState(!openAtFirst);
  const field = fieldOf(place);
  const name = place === 'error' ? t.rules.kinds[action.kind] : t.rules.action(place + 1, t.rules.kinds[action.kind]);
  const within = (known: string): boolean => known.startsWith(`${field}.`);
  const isWrong = [...problems.keys()].some(within) || (tried && [...missing].some(within));
  // What keeps the rule from being saved must be seen.
  const open = !folded || (tried && isWrong);
  return (
    <section className={classes.action} aria-label={name} data-card={place}>
      <div className={classes.actionHead}>
        <button
          type="button"
          className={classes.fold}
          aria-expanded={open}
          aria-label={open ? t.rules.hideAction(name) : t.rules.showAction(name)}
          onClick={() => setFolded(open)}
        >
          <ChevronIcon size={13} />
        </button>
        <KindIcon kind={action.kind} />
        <b>{name}</b>
        {isWrong && (
          <span className={classes.wrong}>
            <WarningIcon size={14} />
          </span>
        )}
        <span className={classes.actionTarget}>{!open && <Given text={targetOf(action)} max={80} />}</span>
        {place !== 'error' && (
          <>
            <MoveButton icon={<UpIcon size={14} />} label={`${t.rules.moveUp}: ${name}`} move={up} />
            <MoveButton icon={<DownIcon size={14} />} label={`${t.rules.moveDown}: ${name}`} move={down} />
          </>
        )}
        <ActionIcon
          size={24}
          color="gray"
          aria-label={`${t.common.remove}: ${name}`}
          title={`${t.common.remove}: ${name}`}
          onClick={remove}
        >
          <CrossIcon size={14} />
        </ActionIcon>
      </div>
      {open && (
        <div className={classes.actionBody}>
          <ActionFields action={action} field={field} settings={settings} secrets={secrets} change={change} />
        </div>
      )}
    </section>
  );
}

function MoveButton({
  icon,
  label,
  move,
}: {
  readonly icon: React.ReactNode;
  readonly label: string;
  readonly move: (() => void) | null;
}) {
  return (
    <ActionIcon
      size={24}
      color="gray"
      className={classes.move ?? ''}
      data-move
      aria-label={label}
      title={label}
      disabled={move === null}
      onClick={() => move?.()}
    >
      {icon}
    </ActionIcon>
  );
}

function AddAction({ label, add }: { readonly label: string; readonly add: (action: RuleAction) => void }) {
  const { t } = useWords();
  return (
    <Menu position="bottom-start" withInitialFocusPlaceholder={false} width={340}>
      <Menu.Target>
        <Button className={classes.start ?? ''} variant="light" leftSection={<PlusIcon size={14} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map((kind) => (
          <Menu.Item key={kind} leftSection={<KindIcon kind={kind} size={16} />} onClick={() => add(newAction(kind))}>
            {t.rules.kinds[kind]}
            <span className={classes.itemHint}>{t.rules.kindHints[kind]}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
