import type { ConnectionView, DeviceState, Verdict } from '../../main/contract/model.ts';
import classes from './state-shape.module.css';

const OCTAGON = '5,1 11,1 15,5 15,11 11,15 5,15 1,11 1,5';

/** The shape of a state on a grid of 16, without its word: a word or label always stands beside it. */
export function StateMark({ state }: { readonly state: DeviceState }) {
  switch (state) {
    case 'online':
      return <circle cx="8" cy="8" r="6" fill="currentColor" />;
    case 'checking':
      return (
        <>
          <circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M8 2.200a5.800 5.800 0 0 0 0 11.600z" fill="currentColor" />
        </>
      );
    case 'abrupt':
      return (
        <>
          <polygon points={OCTAGON} fill="currentColor" />
          <path
            d="M5.300 5.300l5.400 5.400M10.700 5.300l-5.400 5.400"
            stroke="var(--ww-surface)"
            strokeWidth="2"
            strokeLinecap="round"
          />
        </>
      );
    case 'unspecified':
      return (
        <>
          <polygon points={OCTAGON} fill="none" stroke="currentColor" strokeWidth="1.600" strokeLinejoin="round" />
          <path d="M5 8h6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </>
      );
    case 'clean':
      return <circle cx="8" cy="8" r="5.500" fill="none" stroke="currentColor" strokeWidth="2" />;
    case 'silent':
      return (
        <circle
          cx="8"
          cy="8"
          r="5.500"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.200"
          strokeDasharray="0.1 4.220"
          strokeLinecap="round"
        />
      );
    case 'upstream':
      return (
        <g fill="none" stroke="currentColor" strokeWidth="1.800" strokeLinecap="round">
          <path d="M6.200 12.600l-.9.900a2.700 2.700 0 0 1-3.800-3.800l2.600-2.600a2.700 2.700 0 0 1 2.400-.75" />
          <path d="M9.800 3.400l.9-.9a2.700 2.700 0 0 1 3.800 3.800l-2.600 2.600a2.700 2.700 0 0 1-2.400.75" />
          <path
            d="M4.700 2.200l.8 1.700M2.200 4.700l1.700.8M11.300 13.800l-.8-1.700M13.800 11.300l-1.700-.8"
            strokeWidth="1.400"
          />
        </g>
      );
    case 'unknown':
      return (
        <>
          <path d="M8 .9 15.100 8 8 15.100.9 8z" fill="none" stroke="currentColor" strokeWidth="1.400" strokeLinejoin="round" />
          <path
            d="M6.300 6.600a1.750 1.750 0 1 1 2.600 1.500c-.6.350-.9.650-.9 1.300M8 11.300v.05"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.400"
            strokeLinecap="round"
          />
        </>
      );
  }
}

/** A state as a shape in its colour. `label` gives it a name of its own where no word stands beside it. */
export function StateShape({
  state,
  size = 14,
  label,
}: {
  readonly state: DeviceState;
  readonly size?: number;
  readonly label?: string;
}) {
  if (label === undefined) {
    return (
      <svg
        className={classes.shape}
        data-state={state}
        width={size}
        height={size}
        viewBox="0 0 16 16"
        aria-hidden="true"
        focusable="false"
      >
        <StateMark state={state} />
      </svg>
    );
  }
  return (
    <svg
      className={classes.shape}
      data-state={state}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <StateMark state={state} />
    </svg>
  );
}

/** A state as shape and word. */
export function StateWord({
  state,
  word,
  size = 14,
}: {
  readonly state: DeviceState;
  readonly word: string;
  readonly size?: number;
}) {
  return (
    <span className={classes.word} data-state={state}>
      <StateShape state={state} size={size} />
      <span>{word}</span>
    </span>
  );
}

/** A state as its word in its colour, where its shape stands elsewhere. */
export function StateText({ state, word }: { readonly state: DeviceState; readonly word: string }) {
  return (
    <span className={classes.word} data-state={state}>
      {word}
    </span>
  );
}

/** A device that comes and goes, whatever its state is now: a zigzag. */
export function FlapShape({ size = 14 }: { readonly size?: number }) {
  return (
    <svg
      className={classes.shape}
      data-state="checking"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      <path
        d="M1.500 11 4.500 4.500 8 11.500 11.500 4.500 14.500 11"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.900"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** A time of blindness: hatched, as on the timeline. */
export function BlindShape({ size = 14 }: { readonly size?: number }) {
  return (
    <svg
      className={classes.shape}
      data-state="unknown"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      <rect x="1.500" y="1.500" width="13" height="13" rx="1.500" fill="none" stroke="currentColor" strokeWidth="1.200" />
      <path d="M2 8l6-6M2 14 14 2M8 14l6-6" stroke="currentColor" strokeWidth="1.400" />
    </svg>
  );
}

/** The state that shows a verdict. The words happen to be the same. */
export function stateOfVerdict(verdict: Verdict): DeviceState {
  return verdict;
}

export function stateOfConnection(state: ConnectionView['state']): DeviceState {
  switch (state) {
    case 'connected':
      return 'online';
    case 'connecting':
      return 'checking';
    case 'blind':
      return 'unknown';
  }
}
