import { Button } from '@mantine/core';
import { useState } from 'react';
import type { DeviceState, RehearsalNode } from '../../main/contract/model.ts';
import { Link } from '../frame/link.tsx';
import { deviceAddress } from '../frame/routes.ts';
import { Given } from '../shared/device-name.tsx';
import { ChevronIcon, DevicesIcon, GatewayIcon, PlugOffIcon, PowerIcon, RehearsalIcon } from '../shared/icons.tsx';
import shared from '../shared/shared.module.css';
import { StateWord } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './rehearsal.module.css';
import type { Act } from './rehearsal-page.tsx';
import { isUp, type SiteNode, siteTreeOf } from './site-tree.ts';

const CHUNK = 50;

interface SiteTreeProps {
  readonly nodes: readonly RehearsalNode[];
  readonly act: (id: string, act: Act) => void;
}

/** The simulated site from the router down. Everything in it can be unplugged, shut down and restored. */
export function SiteTree({ nodes, act }: SiteTreeProps) {
  return (
    <ul className={classes.tree}>
      {siteTreeOf(nodes).map((site) => (
        <Branch key={site.node.id} site={site} level={0} act={act} />
      ))}
    </ul>
  );
}

function Branch({ site, level, act }: { readonly site: SiteNode; readonly level: number; readonly act: SiteTreeProps['act'] }) {
  const { t } = useWords();
  const { node, children } = site;
  const [open, setOpen] = useState(level < 1);
  const [shown, setShown] = useState(CHUNK);
  const below = t.rehearsal.below(site.gateways, site.devices);
  return (
    <li>
      <div className={classes.node} style={{ paddingLeft: 10 + level * 22 }}>
        {children.length > 0 ? (
          <button
            type="button"
            className={classes.fold}
            aria-expanded={open}
            aria-label={open ? t.rehearsal.collapse(node.name) : t.rehearsal.expand(node.name)}
            onClick={() => setOpen(!open)}
          >
            <ChevronIcon size={14} />
          </button>
        ) : (
          <span className={classes.fold} />
        )}
        <span className={classes.icon} title={t.rehearsal.kinds[node.kind]}>
          {node.kind === 'device' ? <DevicesIcon size={16} /> : <GatewayIcon size={16} />}
        </span>
        <span className={classes.name}>
          <Link className={shared.link} to={deviceAddress(node.deviceKey)} title={t.rehearsal.devicePage(node.name)}>
            <Given text={node.name} max={60} />
          </Link>
          {below !== '' && <span className={shared.dim}>{below}</span>}
          {site.down > 0 && <span className={classes.down}>{t.rehearsal.notRunning(site.down)}</span>}
        </span>
        <span className={classes.state}>
          <StateWord state={stateOf(node)} word={t.rehearsal.states[node.state]} size={12} />
        </span>
        <Buttons node={node} act={act} />
      </div>
      {open && children.length > 0 && (
        <ul className={classes.tree}>
          {children.slice(0, shown).map((child) => (
            <Branch key={child.node.id} site={child} level={level + 1} act={act} />
          ))}
          {children.length > shown && (
            <li className={classes.more}>
              <Button variant="subtle" size="compact-xs" onClick={() => setShown(shown + CHUNK * 4)}>
                {t.common.showMore} ({t.common.nMore(children.length - shown)})
              </Button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function Buttons({ node, act }: { readonly node: RehearsalNode; readonly act: SiteTreeProps['act'] }) {
  const { t } = useWords();
  const label = (word: string): string => t.rehearsal.actOn(word, node.name);
  if (isUp(node) || node.state === 'dark') {
    return (
      <span className={classes.buttons}>
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<PlugOffIcon size={14} />}
          disabled={node.state === 'dark'}
          title={t.rehearsal.unplugWhy}
          aria-label={label(t.rehearsal.unplug)}
          onClick={() => act(node.id, 'unplug')}
        >
          {t.rehearsal.unplug}
        </Button>
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<PowerIcon size={14} />}
          disabled={node.state === 'dark'}
          title={t.rehearsal.shutDownWhy}
          aria-label={label(t.rehearsal.shutDown)}
          onClick={() => act(node.id, 'shut-down')}
        >
          {t.rehearsal.shutDown}
        </Button>
      </span>
    );
  }
  return (
    <span className={classes.buttons}>
      <Button
        variant="light"
        size="compact-xs"
        leftSection={<RehearsalIcon size={14} />}
        title={t.rehearsal.restoreWhy}
        aria-label={label(t.rehearsal.restore)}
        onClick={() => act(node.id, 'restore')}
      >
        {t.rehearsal.restore}
      </Button>
    </span>
  );
}

/** The shape that comes closest: what the simulated thing is, not what Willwatch sees of it. */
function stateOf(node: RehearsalNode): DeviceState {
  switch (node.state) {
    case 'running':
      return 'online';
    case 'starting':
      return 'checking';
    case 'unplugged':
      return 'abrupt';
    case 'dark':
      return 'upstream';
    case 'shut-down':
      return 'clean';
  }
}
