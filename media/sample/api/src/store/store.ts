import { randomUUID } from "node:crypto";
import type {
  Author,
  Book,
  BookInput,
  Cart,
  Customer,
  CustomerInput,
  LineItem,
  Money,
  Order,
  OrderInput,
  OrderStatus,
  Review,
  ReviewInput,
} from "../api/generated/types.ts";
import type { SeedBook } from "./seed.ts";
import { createSeed, firstOrder, idOf } from "./seed.ts";

/** How many new ones of a kind are kept: a load test may run for hours. What was there at the start stays. */
const mostNew = 10_000;
const mostReviewsOfABook = 500;
const mostBooksInACart = 50;

/** A book as it is kept: with its author's id, and with the words that it is found by. */
export interface StoredBook extends SeedBook {
  readonly searchText: string;
}

export interface StoredCart {
  readonly id: string;
  readonly customerId: string;
  readonly quantities: Map<string, number>;
}

/** The shop's data, in memory: the same after every start. Ids are lower-cased before they are looked up. */
export type Store = ReturnType<typeof createStore>;

export function createStore() {
  const seed = createSeed();
  const authors = new Map(seed.authors.map((author) => [author.id, author]));
  const books = new Map<string, StoredBook>();
  const isbns = new Set<string>();
  const reviews = new Map<string, Review[]>();
  const customers = new Map<string, Customer>();
  const emails = new Set<string>();
  const carts = new Map<string, StoredCart>();
  const orders = new Map<number, Order>();
  let lastOrder = firstOrder - 1;

  let seeding = true;
  const newBooks: StoredBook[] = [];
  const newCustomers: Customer[] = [];
  const newOrders: Order[] = [];

  /** Adds a newcomer to a queue that stays small: the oldest in it leaves when it is full. */
  function admit<Value>(queue: Value[], value: Value, remove: (oldest: Value) => void): void {
    if (seeding) return;
    queue.push(value);
    const oldest = queue.length > mostNew ? queue.shift() : undefined;
    if (oldest !== undefined) remove(oldest);
  }

  /** Undefined when the ISBN is taken. */
  function addBook({ stock = 0, ...fields }: BookInput, id: string = randomUUID()): StoredBook | undefined {
    if (isbns.has(fields.isbn)) return undefined;
    const searchText = `${fields.title} ${fields.description ?? ""}`.toLowerCase();
    const added = { id, stock, ...fields, authorId: fields.authorId.toLowerCase(), searchText };
    books.set(id, added);
    admit(newBooks, added, removeBook);
    isbns.add(added.isbn);
    return added;
  }

  function removeBook({ id, isbn }: StoredBook): void {
    books.delete(id);
    isbns.delete(isbn);
    reviews.delete(id);
    for (const cart of carts.values()) cart.quantities.delete(id);
  }

  function showBook({ searchText: _searchText, authorId, ...fields }: StoredBook): Book {
    const author = authors.get(authorId) ?? { id: authorId, name: "Unknown" };
    return { ...fields, author, rating: meanRating(reviews.get(fields.id) ?? []) };
  }

  function addReview(
    { id: bookId }: Pick<StoredBook, "id">,
    { customerId, rating, text }: ReviewInput,
    { id, createdAt }: Pick<Review, "id" | "createdAt"> = { id: randomUUID(), createdAt: now() },
  ): Review {
    const added = { id, bookId, customerId, rating, ...(text !== undefined && { text }), createdAt };
    const ofBook = reviews.get(bookId) ?? [];
    reviews.set(bookId, ofBook);
    ofBook.push(added);
    if (ofBook.length > mostReviewsOfABook) ofBook.shift();
    return added;
  }

  /** Undefined when the e-mail address has an account. */
  function addCustomer(
    { email, name, address }: CustomerInput,
    known: Pick<Customer, "id" | "cartId" | "createdAt"> = {
      id: randomUUID(),
      cartId: randomUUID(),
      createdAt: now(),
    },
  ): Customer | undefined {
    if (emails.has(email.toLowerCase())) return undefined;
    const { id, cartId, createdAt } = known;
    const added = { id, email, name, ...(address && { address }), cartId, createdAt };
    customers.set(id, added);
    admit(newCustomers, added, removeCustomer);
    emails.add(email.toLowerCase());
    carts.set(cartId, { id: cartId, customerId: id, quantities: new Map() });
    return added;
  }

  function removeCustomer({ id, email, cartId }: Customer): void {
    customers.delete(id);
    emails.delete(email.toLowerCase());
    carts.delete(cartId);
  }

  function linesOf(items: OrderInput["items"]): LineItem[] {
    return items.flatMap(({ bookId, quantity }) => {
      const book = books.get(bookId.toLowerCase());
      return book === undefined
        ? []
        : [{ bookId: book.id, title: book.title, quantity, unitPrice: book.price }];
    });
  }

  function itemsOf({ quantities }: StoredCart): OrderInput["items"] {
    return [...quantities].map(([bookId, quantity]) => ({ bookId, quantity }));
  }

  function setCartItem({ quantities }: StoredCart, { id }: Pick<StoredBook, "id">, quantity: number): void {
    const [oldest] = quantities.keys();
    if (quantities.size >= mostBooksInACart && !quantities.has(id) && oldest !== undefined)
      quantities.delete(oldest);
    quantities.set(id, quantity);
  }

  function showCart(cart: StoredCart): Cart {
    const items = linesOf(itemsOf(cart));
    return { id: cart.id, customerId: cart.customerId, items, total: totalOf(items) };
  }

  function takeCartItems(cart: StoredCart): OrderInput["items"] {
    const items = itemsOf(cart);
    cart.quantities.clear();
    return items;
  }

  function addOrder(
    { customerId, items, shippingAddress, note }: OrderInput,
    { status, placedAt }: { status: OrderStatus; placedAt: string } = { status: "placed", placedAt: now() },
  ): Order {
    const lines = linesOf(items);
    const id = (lastOrder += 1);
    const rest = { shippingAddress, ...(note !== undefined && { note }), placedAt };
    const added: Order = { id, customerId, status, items: lines, total: totalOf(lines), ...rest };
    orders.set(id, added);
    admit(newOrders, added, (oldest) => orders.delete(oldest.id));
    return added;
  }

  for (const each of seed.books) addBook(each, each.id);
  for (const each of seed.customers) addCustomer(each, each);
  for (const each of seed.reviews) addReview({ id: each.bookId }, each, each);
  for (const each of seed.orders) addOrder(each, each);
  const firstCart = carts.get(idOf("cart", 1));
  if (firstCart !== undefined) setCartItem(firstCart, { id: idOf("book", 1) }, 1);
  seeding = false;

  return {
    authors: (): readonly Author[] => [...authors.values()],
    author: (id: string) => authors.get(id.toLowerCase()),
    books: (): readonly StoredBook[] => [...books.values()],
    book: (id: string) => books.get(id.toLowerCase()),
    addBook,
    removeBook,
    showBook,
    reviewsOf: ({ id }: StoredBook): readonly Review[] => reviews.get(id) ?? [],
    addReview,
    customer: (id: string) => customers.get(id.toLowerCase()),
    addCustomer,
    cart: (id: string) => carts.get(id.toLowerCase()),
    setCartItem,
    showCart,
    takeCartItems,
    orders: (): readonly Order[] => [...orders.values()],
    order: (id: number) => orders.get(id),
    addOrder,
  };
}

function totalOf(lines: readonly LineItem[]): Money {
  const amount = lines.reduce((sum, line) => sum + line.unitPrice.amount * line.quantity, 0);
  return { amount, currency: "EUR" };
}

function meanRating(reviews: readonly Review[]): number | null {
  if (reviews.length === 0) return null;
  const sum = reviews.reduce((total, { rating }) => total + rating, 0);
  return Math.round((sum / reviews.length) * 10) / 10;
}

function now(): string {
  return new Date().toISOString();
}
