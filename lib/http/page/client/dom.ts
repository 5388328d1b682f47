/** The element of the page with this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** A new element with a class. Whatever it is to say is set as text, never as markup. */
export function make(tag: string, className = ''): HTMLElement {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  return element;
}

/** Sets an element's text if that is news. */
export function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Sets an element's `data-` attribute if that is news. */
export function mark(element: HTMLElement, key: string, value: string): void {
  if (element.dataset[key] !== value) element.dataset[key] = value;
}

/** Something that shows a `T`. */
export interface View<T> {
  readonly element: HTMLElement;
  show(item: T): void;
}

/** As many views below `parent` as there are items to show; they are made once and used again. */
export class Views<T> {
  private readonly views: View<T>[] = [];

  constructor(
    private readonly parent: HTMLElement,
    private readonly create: () => View<T>,
  ) {}

  show(items: readonly T[]): void {
    for (const view of this.views.splice(items.length)) view.element.remove();
    items.forEach((item, at) => {
      const view = this.views[at] ?? this.add();
      view.show(item);
    });
  }

  private add(): View<T> {
    const view = this.create();
    this.views.push(view);
    this.parent.append(view.element);
    return view;
  }
}

/** New elements below `parent`, each with its class. */
export function fill<K extends string>(
  parent: HTMLElement,
  tag: string,
  ...names: readonly K[]
): Readonly<Record<K, HTMLElement>> {
  const made = names.map((name) => [name, make(tag, name)] as const);
  parent.append(...made.map(([, element]) => element));
  return Object.fromEntries(made) as Record<K, HTMLElement>;
}
