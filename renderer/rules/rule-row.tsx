import { ActionIcon, Menu, Switch } from '@mantine/core';
import type { RuleStatus } from '../../main/contract/rule-requests.ts';
import type { Rule } from '../../main/contract/rules.ts';
import { Link } from '../frame/link.tsx';
import { ruleAddress } from '../frame/routes.ts';
import { cleanText } from '../shared/clean-text.ts';
import { Given } from '../shared/device-name.tsx';
import { CopyIcon, CrossIcon, DownIcon, ExportIcon, MoreIcon, UpIcon, WarningIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { Time } from '../shared/time.tsx';
import { useNow } from '../shared/use-now.ts';
import { useWords } from '../shared/words-context.tsx';
import { filterOf } from './drafts.ts';
import { KindIcon } from './kind-icon.tsx';
import classes from './rules.module.css';
import type { ListActs } from './use-list-acts.ts';

interface RuleRowProps {
  readonly rule: Rule;
  /** Null: main has told nothing of it yet. */
  readonly status: RuleStatus | null;
  /** The only one it looks at; null: all. */
  readonly broker: string | null;
  /** Whether something is written on it that was not saved. */
  readonly isChanged: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly acts: ListActs;
  readonly exportIt: () => void;
}

export function RuleRow({ rule, status, broker, isChanged, isFirst, isLast, acts, exportIt }: RuleRowProps) {
  const { t } = useWords();
  const name = cleanText(rule.name, 60);
  const filter = filterOf(rule.sql);
  return (
    <tr>
      <td>
        <Switch
          size="xs"
          aria-label={t.rules.switch(name)}
          checked={rule.enabled}
          onChange={(event) => acts.turn(rule, event.currentTarget.checked)}
        />
      </td>
      <td className={classes.ruleCell}>
        <span className={classes.ruleName}>
          <Link className={shared.link} to={ruleAddress(rule.id)}>
            <Given text={rule.name} max={60} />
          </Link>
          {isChanged && <span className={classes.tag}>{t.rules.unsaved}</span>}
        </span>
        <span className={classes.ruleFrom}>
          {filter !== null && <Given text={filter} max={100} mono />}
          {broker !== null && <Given text={broker} max={40} />}
        </span>
      </td>
      <td data-label={t.rules.columns.actions}>
        <ActionKinds rule={rule} />
      </td>
      <td data-label={t.rules.columns.matches} className={classes.matches}>
        {status === null || status.matched === 0 ? (
          <span className={classes.quiet}>{t.rules.never}</span>
        ) : (
          <>
            <span>{t.rules.matched(status.matched)}</span>
            {status.last !== null && <Time at={status.last.at} />}
          </>
        )}
      </td>
      <td className={classes.stateCell}>
        <State rule={rule} status={status} />
      </td>
      <td className={classes.menuCell}>
        <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <ActionIcon color="gray" aria-label={t.rules.moreOf(name)} title={t.rules.moreOf(name)}>
              <MoreIcon size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<UpIcon size={15} />} disabled={isFirst} onClick={() => acts.move(rule, -1)}>
              {t.rules.moveUp}
            </Menu.Item>
            <Menu.Item leftSection={<DownIcon size={15} />} disabled={isLast} onClick={() => acts.move(rule, 1)}>
              {t.rules.moveDown}
            </Menu.Item>
            <Menu.Item leftSection={<CopyIcon size={15} />} onClick={() => acts.duplicate(rule)}>
              {t.common.duplicate}
            </Menu.Item>
            <Menu.Item leftSection={<ExportIcon size={15} />} onClick={exportIt}>
              {t.rules.export}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item leftSection={<CrossIcon size={15} />} onClick={() => acts.remove(rule)}>
              {t.common.remove}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}

function ActionKinds({ rule }: { readonly rule: Rule }) {
  const { t } = useWords();
  if (rule.actions.length === 0) return <span className={classes.quiet}>{t.rules.noActions}</span>;
  return (
    <span className={classes.kinds}>
      {rule.actions.map(({ kind }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: actions are known by their place
        <span key={i} className={classes.kind}>
          <KindIcon kind={kind} size={14} />
          {t.rules.kinds[kind]}
        </span>
      ))}
    </span>
  );
}

/** On, off, or what is wrong with it and since when. */
export function State({ rule, status }: { readonly rule: Rule; readonly status: RuleStatus | null }) {
  const { t, clock } = useWords();
  const now = useNow();
  const words = t.rules.states;
  const failing = status?.failingSince ?? null;
  const why = status?.actions.find((one) => one.failingSince !== null)?.last?.reason ?? null;
  const also = status === null ? [] : alsoOf(status, words);
  return (
    <span className={classes.state}>
      {failing !== null && rule.enabled ? (
        <>
          <b className={classes.failing}>
            <WarningIcon size={14} />
            <span title={clock.exact(failing)}>{words.failing(clock.stamp(failing, now))}</span>
          </b>
          {why !== null && (
            <span className={classes.failingWhy}>
              <Given text={why} max={160} />
            </span>
          )}
        </>
      ) : (
        <span>{rule.enabled ? words.on : words.off}</span>
      )}
      {also.map((said) => (
        <span key={said} className={classes.quiet}>
          {said}
        </span>
      ))}
    </span>
  );
}

function alsoOf(
  { waiting, limited, failed }: RuleStatus,
  words: { waiting: (n: number) => string; limited: (n: number) => string; unread: (n: number) => string },
): readonly string[] {
  return [
    ...(waiting > 0 ? [words.waiting(waiting)] : []),
    ...(limited > 0 ? [words.limited(limited)] : []),
    ...(failed > 0 ? [words.unread(failed)] : []),
  ];
}
