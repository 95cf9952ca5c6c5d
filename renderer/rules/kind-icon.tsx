import { BellIcon, type IconProps, MailIcon, RepublishIcon, TopicIcon, WebhookIcon } from '../shared/icons.tsx';
import type { ActionKind } from './drafts.ts';

const icons: Readonly<Record<ActionKind, (props: IconProps) => React.JSX.Element>> = {
  notification: BellIcon,
  republish: RepublishIcon,
  sns: TopicIcon,
  email: MailIcon,
  webhook: WebhookIcon,
};

/** The picture of a kind of action; its word stands beside it. */
export function KindIcon({ kind, size = 15 }: { readonly kind: ActionKind; readonly size?: number }) {
  const Icon = icons[kind];
  return <Icon size={size} />;
}
