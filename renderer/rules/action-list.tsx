import { ActionIcon, Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { ActionPlace } from '../../main/contract/rule-requests.ts';
import type { Rule, RuleAction } from '../../main/contract/rules.ts';
import type { Settings } from '../../main/contract/settings.ts';
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
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly change: (part: Pick<Rule, 'actions'> | Pick<Rule, 'errorAction'>) => void;
}

/** What a rule does, in order, and what it does when that fails. */
export function ActionList({ rule, settings, secrets, change }: ActionListProps) {
  const { t } = useWords();
  const { actions, errorAction } = rule;
  const [added, setAdded] = useState<number | null>(null);
  const set = (next: readonly RuleAction[]): void => change({ actions: [...next] });
  const move = (from: number, by: -1 | 1): void => {
    const [moved] = actions.slice(from, from + 1);
    if (moved !== undefined) set(actions.toSpliced(from, 1).toSpliced(from + by, 0, moved));
  };
  const shared = { settings, secrets };
  return (
    <>
      <Section title={t.rules.actions} aside={<span className={classes.quiet}>{t.rules.actionsHint}</span>}>
        <div className={classes.actions}>
          {actions.length === 0 && <p className={classes.quiet}>{t.rules.noActionsYet}</p>}
          {actions.map((action, place) => (
            <ActionCard
              // biome-ignore lint/suspicious/noArrayIndexKey: actions are known by their place
              key={`${place} ${action.kind}`}
              {...shared}
              place={place}
              action={action}
              open={actions.length <= SHOWN_OPEN || added === place}
              change={(next) => set(actions.with(place, next))}
              remove={() => set(actions.toSpliced(place, 1))}
              up={place === 0 ? null : () => move(place, -1)}
              down={place === actions.length - 1 ? null : () => move(place, 1)}
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

interface ActionCardProps {
  readonly place: ActionPlace;
  readonly action: RuleAction;
  readonly settings: Settings;
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
    <section className={classes.action} aria-label={name}>
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
