import type { ReactNode } from 'react';

/** Icons are drawn on a grid of 20 with one stroke; they stand beside a word or a label, so that they say nothing themselves. */
function Icon({ size = 18, children }: { readonly size?: number | undefined; readonly children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export interface IconProps {
  readonly size?: number;
}

export const DevicesIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="3" y="3.5" width="14" height="4" rx="1" />
    <rect x="3" y="12.5" width="14" height="4" rx="1" />
    <path d="M6 5.5h.01M6 14.5h.01M10 7.5v5" />
  </Icon>
);
export const HistoryIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M3.2 10a6.8 6.8 0 1 0 2.1-4.9M3.2 3.4v3.2h3.2" />
    <path d="M10 6.4V10l2.6 1.6" />
  </Icon>
);
export const LiveIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M2.500 10.500h3l2-5 4 9.500 2.300-6 1.200 1.500h2.500" />
  </Icon>
);
export const StarIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="m10 3 2.100 4.500 4.900.6-3.600 3.400.9 4.900-4.300-2.400-4.300 2.400.9-4.900L3 8.100l4.900-.6z" />
  </Icon>
);
export const RefreshIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M16.500 10a6.500 6.500 0 1 1-1.900-4.600M16.500 3v3.200h-3.200" />
  </Icon>
);
export const PauseIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M7 4.500v11M13 4.500v11" />
  </Icon>
);
export const RehearsalIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M7 2.8v3.4M13 2.8v3.4M5 6.2h10v3a5 5 0 0 1-10 0zM10 14.2v3" />
  </Icon>
);
export const SettingsIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M3 5.5h7M14.5 5.5H17M3 14.5h2.5M10 14.5h7" />
    <circle cx="12.2" cy="5.5" r="2.1" />
    <circle cx="7.8" cy="14.5" r="2.1" />
  </Icon>
);
export const BellIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M5.2 8.5a4.8 4.8 0 0 1 9.6 0c0 4 1.7 5.2 1.7 5.2h-13s1.7-1.2 1.7-5.2M8.4 16.6a1.8 1.8 0 0 0 3.2 0" />
  </Icon>
);
export const MoreIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4.5 10h.01M10 10h.01M15.5 10h.01" strokeWidth={2.6} />
  </Icon>
);
export const SearchIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="9" cy="9" r="5.2" />
    <path d="m13 13 4 4" />
  </Icon>
);
export const CopyIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="7" y="7" width="9.5" height="9.5" rx="1.5" />
    <path d="M13 4.5V5M13 4A1.5 1.5 0 0 0 11.500 3.500H5A1.500 1.500 0 0 0 3.500 5v6.500A1.500 1.500 0 0 0 4.500 13" />
  </Icon>
);
export const CheckIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="m4 10.500 4 4 8-9" />
  </Icon>
);
export const CrossIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
);
export const ChevronIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="m7.500 5 5 5-5 5" />
  </Icon>
);
export const BackIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="m12 4.500-5.500 5.500 5.500 5.500" />
  </Icon>
);
export const PlusIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 4v12M4 10h12" />
  </Icon>
);
export const MinusIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 10h12" />
  </Icon>
);
export const FitIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M3.500 7.500v-4h4M12.500 3.500h4v4M16.500 12.500v4h-4M7.500 16.500h-4v-4" />
  </Icon>
);
export const PrintIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M6 7.500V3h8v4.500M6 14H3.500V7.500h13V14H14M6 11.500h8V17H6z" />
  </Icon>
);
export const PlugOffIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M7 2.800v2M13 2.800v3.400M9.500 6.200H15v3c0 .8-.2 1.500-.5 2.200M12 13.800a5 5 0 0 1-7-4.600v-2M10 14.200v3M3 3l14 14" />
  </Icon>
);
export const PowerIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 3v6.500M6 5.600a6 6 0 1 0 8 0" />
  </Icon>
);
export const GatewayIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="3" y="11" width="14" height="5.500" rx="1.200" />
    <path d="M6 13.750h.01M9 13.750h.01M10 11V8M6.500 7a4.600 4.600 0 0 1 7 0M4.600 4.600a7.400 7.400 0 0 1 10.800 0" />
  </Icon>
);
export const DownIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 4v11M5.500 10.800 10 15.300l4.500-4.500" />
  </Icon>
);
export const ExportIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 3v9.500M6 8.800l4 4 4-4M3.500 13v3.500h13V13" />
  </Icon>
);
export const BellOffIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M6.600 4.900A4.800 4.800 0 0 1 14.800 8.500c0 1.500.24 2.600.54 3.400M5.200 8.500c0 4-1.700 5.200-1.700 5.200h9.700M8.400 16.600a1.800 1.800 0 0 0 3.200 0M3 3l14 14" />
  </Icon>
);
export const SnoozeIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <circle cx="10" cy="10.800" r="6" />
    <path d="M10 7.500v3.300l2.200 1.600M3 4.800 5.200 3M17 4.800 14.800 3" />
  </Icon>
);
export const NoteIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 3.500h12v9l-4 4H4zM12 16.500v-4h4M7 7h6M7 10h4" />
  </Icon>
);
export const PenIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M12.800 4.200l3 3L7 16H4v-3zM10.800 6.200l3 3" />
  </Icon>
);
export const ColumnsIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="3" y="4" width="14" height="12" rx="1.500" />
    <path d="M7.700 4v12M12.300 4v12" />
  </Icon>
);
export const GroupIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M3 5h14M6.500 10H17M6.500 15H17" />
  </Icon>
);
export const ImportIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 13V3.500M6 7.200l4-4 4 4M3.500 13v3.500h13V13" />
  </Icon>
);
export const UpIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 16V5M5.500 9.200 10 4.700l4.500 4.500" />
  </Icon>
);
export const WarningIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M10 3.200 17.500 16.500h-15zM10 8.200v4M10 14.400v.05" />
  </Icon>
);
export const PlayIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M6 4.200v11.600l9.500-5.800z" />
  </Icon>
);
export const RulesIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M3 4.500h14l-5.300 6.300v5.700l-3.400-2v-3.700z" />
  </Icon>
);
export const MailIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <rect x="3" y="4.500" width="14" height="11" rx="1.500" />
    <path d="m3.500 6 6.500 5 6.500-5" />
  </Icon>
);
export const RepublishIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 9.500V8a3 3 0 0 1 3-3h8M12.500 2.500 15 5l-2.500 2.500M16 10.500V12a3 3 0 0 1-3 3H5M7.500 12.500 5 15l2.500 2.500" />
  </Icon>
);
export const TopicIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M4 8v4M4 8.500 14.500 4v12L4 11.500M7 12.800V15a1.600 1.600 0 0 0 3.200 0v-.8M16.800 8.500v3" />
  </Icon>
);
export const WebhookIcon = ({ size }: IconProps) => (
  <Icon size={size}>
    <path d="M8.500 11.500a3.200 3.200 0 0 0 4.600.2l2.500-2.500a3.200 3.200 0 0 0-4.600-4.600L9.700 5.900M11.500 8.500a3.200 3.200 0 0 0-4.600-.2l-2.500 2.500A3.200 3.200 0 0 0 9 15.400l1.300-1.300" />
  </Icon>
);
