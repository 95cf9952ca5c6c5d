import { basicIngest } from './topic-filter.ts';

interface Level<T> {
  readonly next: Map<string, Level<T>>;
  /** Rules whose filter ends here. */
  readonly here: Set<T>;
  /** Rules whose filter ends here with `/#`. */
  readonly below: Set<T>;
}

const level = <T>(): Level<T> => ({ next: new Map(), here: new Set(), below: new Set() });

/** Finds the rules that a topic triggers, in a time that depends on the topic's levels and not on how many rules there are. */
export class RuleIndex<T> {
  readonly #root: Level<T> = level();
  readonly #byName = new Map<string, Set<T>>();

  /** `name`: for Basic Ingest. */
  add(rule: T, filter: string, name: string): void {
    const { at, open } = this.#find(filter, true);
    at?.[open ? 'below' : 'here'].add(rule);
    const named = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, named.add(rule));
  }

  /** Forgets a rule that was added with the same filter and name. */
  remove(rule: T, filter: string, name: string): void {
    const { at, open } = this.#find(filter, false);
    at?.[open ? 'below' : 'here'].delete(rule);
    const named = this.#byName.get(name);
    named?.delete(rule);
    if (named?.size === 0) this.#byName.delete(name);
    this.#prune(this.#root);
  }

  /** The rules that a message on the topic triggers, each once. */
  match(topic: string): ReadonlySet<T> {
    const ingest = basicIngest(topic);
    const found = new Set(ingest === null ? [] : this.#byName.get(ingest.rule));
    const parts = topic.split('/');
    let reached: Level<T>[] = [this.#root];
    for (const [i, part] of parts.entries()) {
      const wild = i > 0 || !part.startsWith('$');
      const further: Level<T>[] = [];
      for (const one of reached) {
        if (wild) for (const rule of one.below) found.add(rule);
        const exact = one.next.get(part);
        if (exact !== undefined) further.push(exact);
        const plus = wild && part !== '+' ? one.next.get('+') : undefined;
        if (plus !== undefined) further.push(plus);
      }
      reached = further;
    }
    for (const one of reached) for (const rule of one.here) found.add(rule);
    return found;
  }

  #find(filter: string, make: boolean): { readonly at: Level<T> | undefined; readonly open: boolean } {
    const levels = filter.split('/');
    const open = levels.at(-1) === '#';
    let at: Level<T> | undefined = this.#root;
    for (const part of open ? levels.slice(0, -1) : levels) {
      let next: Level<T> | undefined = at?.next.get(part);
      if (next === undefined && make && at !== undefined) {
        next = level();
        at.next.set(part, next);
      }
      at = next;
    }
    return { at, open };
  }

  /** Drops branches without rules. Rules change seldom, so the whole tree is looked at. */
  #prune(from: Level<T>): boolean {
    for (const [part, next] of from.next) if (this.#prune(next)) from.next.delete(part);
    return from.next.size + from.here.size + from.below.size === 0;
  }
}
