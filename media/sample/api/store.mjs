import { randomUUID } from "node:crypto";
import { createSeed, idOf } from "./seed.mjs";

/** How many new ones of a kind are kept: a load test may run for hours. What was there at the start stays. */
const mostNew = 10_000;
const mostReviewsOfABook = 500;

/** The shop's data, in memory: the same after every start. Ids are lower-cased before they are looked up. */
export function createStore() {
  const seed = createSeed();
  const authors = new Map(seed.authors.map((author) => [author.id, author]));
  const books = new Map();
  const isbns = new Set();
  const reviews = new Map();
  const customers = new Map();
  const emails = new Set();
  const carts = new Map();
  const orders = new Map();
  let lastOrder = seed.firstOrder - 1;

  let seeding = true;
  const newBooks = [];
  const newCustomers = [];
  const newOrders = [];

  /** Adds a newcomer to a queue that stays small: the oldest in it leaves when it is full. */
  function admit(queue, value, remove) {
    if (seeding) return;
    queue.push(value);
    if (queue.length > mostNew) remove(queue.shift());
  }

  const find = (map) => (id) => map.get(id.toLowerCase());
  const book = find(books);

  function addBook({ id = randomUUID(), stock = 0, ...fields }) {
    if (isbns.has(fields.isbn)) return undefined;
    const searchText = `${fields.title} ${fields.description ?? ""}`.toLowerCase();
    const added = { id, stock, ...fields, authorId: fields.authorId.toLowerCase(), searchText };
    books.set(id, added);
    admit(newBooks, added, removeBook);
    isbns.add(added.isbn);
    return added;
  }

  function removeBook({ id, isbn }) {
    books.delete(id);
    isbns.delete(isbn);
    reviews.delete(id);
    for (const cart of carts.values()) cart.quantities.delete(id);
  }

  function showBook({ searchText: _searchText, authorId, ...fields }) {
    return { ...fields, author: authors.get(authorId), rating: meanRating(reviews.get(fields.id)) };
  }

  function addReview({ id: bookId }, { id = randomUUID(), createdAt = now(), ...fields }) {
    const added = { id, bookId, ...fields, createdAt };
    if (!reviews.has(bookId)) reviews.set(bookId, []);
    const ofBook = reviews.get(bookId);
    ofBook.push(added);
    if (ofBook.length > mostReviewsOfABook) ofBook.shift();
    return added;
  }

  function addCustomer({ id = randomUUID(), cartId = randomUUID(), createdAt = now(), ...fields }) {
    const email = fields.email.toLowerCase();
    if (emails.has(email)) return undefined;
    const added = { id, ...fields, cartId, createdAt };
    customers.set(id, added);
    admit(newCustomers, added, removeCustomer);
    emails.add(email);
    carts.set(cartId, { id: cartId, customerId: id, quantities: new Map() });
    return added;
  }

  function removeCustomer({ id, email, cartId }) {
    customers.delete(id);
    emails.delete(email.toLowerCase());
    carts.delete(cartId);
  }

  function linesOf(items) {
    return items.map(({ bookId, quantity }) => {
      const { id, title, price } = book(bookId);
      return { bookId: id, title, quantity, unitPrice: price };
    });
  }

  function itemsOf(cart) {
    return [...cart.quantities].map(([bookId, quantity]) => ({ bookId, quantity }));
  }

  function setCartItem(cart, { id }, quantity) {
    if (cart.quantities.size >= 50 && !cart.quantities.has(id)) {
      cart.quantities.delete(cart.quantities.keys().next().value);
    }
    cart.quantities.set(id, quantity);
  }

  function showCart(cart) {
    const items = linesOf(itemsOf(cart));
    return { id: cart.id, customerId: cart.customerId, items, total: totalOf(items) };
  }

  function takeCartItems(cart) {
    const items = itemsOf(cart);
    cart.quantities.clear();
    return items;
  }

  function addOrder({ customerId, status = "placed", placedAt = now(), items, ...fields }) {
    const lines = linesOf(items);
    const id = (lastOrder += 1);
    const added = { id, customerId, status, items: lines, total: totalOf(lines), ...fields, placedAt };
    orders.set(id, added);
    admit(newOrders, added, (oldest) => orders.delete(oldest.id));
    return added;
  }

  for (const each of seed.books) addBook(each);
  for (const each of seed.customers) addCustomer(each);
  for (const each of seed.reviews) addReview({ id: each.bookId }, each);
  for (const each of seed.orders) addOrder(each);
  setCartItem(carts.get(idOf("cart", 1)), book(idOf("book", 1)), 1);
  seeding = false;

  return {
    authors: () => [...authors.values()],
    author: find(authors),
    books: () => [...books.values()],
    book,
    addBook,
    removeBook,
    showBook,
    reviewsOf: ({ id }) => reviews.get(id) ?? [],
    addReview,
    customer: find(customers),
    addCustomer,
    cart: find(carts),
    setCartItem,
    showCart,
    takeCartItems,
    orders: () => [...orders.values()],
    order: (id) => orders.get(id),
    addOrder,
  };
}

function totalOf(lines) {
  const amount = lines.reduce((sum, line) => sum + line.unitPrice.amount * line.quantity, 0);
  return { amount, currency: "EUR" };
}

function meanRating(reviews) {
  if (!reviews?.length) return null;
  const sum = reviews.reduce((total, { rating }) => total + rating, 0);
  return Math.round((sum / reviews.length) * 10) / 10;
}

function now() {
  return new Date().toISOString();
}
