/** An event that a listener may prevent, as Electron's are. */
export class Preventable {
  defaultPrevented = false;
  readonly preventDefault = (): void => {
    this.defaultPrevented = true;
  };
}
