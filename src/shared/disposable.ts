/** Something that holds a resource until it is disposed of. */
export interface Disposable {
  dispose(): void;
}

/** Collects disposables and disposes of them together, last added first. Late additions are disposed of at once. */
export class DisposableStore implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    for (const item of this.#items.splice(0).reverse()) item.dispose();
  }
}
