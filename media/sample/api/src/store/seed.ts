// What is in the shop at the start: made up, and the same every time.
import type {
  Address,
  Author,
  Book,
  Customer,
  Genre,
  OrderInput,
  OrderStatus,
  Review,
} from "../api/generated/types.ts";

const prefixes = {
  author: "a0000000",
  book: "b0000000",
  customer: "c0000000",
  cart: "ca000000",
  review: "e0000000",
};
export const firstOrder = 1001;

const givenNames = ["Ines", "Tomas", "Priya", "Jonas", "Amara", "Lucia", "Henrik", "Mei", "Rosa", "Callum"];
const familyNames = ["Okafor", "Lindqvist", "Moreau", "Castellan", "Iyer", "Brandt", "Haddad", "Novak"];
const cities = [
  { street: "Mill Road", city: "Cambridge", postalCode: "CB1 2AD", country: "GB" },
  { street: "Rue des Tanneurs", city: "Lille", postalCode: "59000", country: "FR" },
  { street: "Hafenstrasse", city: "Bremen", postalCode: "28217", country: "DE" },
  { street: "Harbour Lane", city: "Bergen", postalCode: "5003", country: "NO" },
];
const openings = [
  "The Lighthouse",
  "A Winter",
  "The Paper",
  "Every Second",
  "The Salt",
  "Nine Small",
  "The Borrowed",
];
const endings = [
  "Ledger",
  "Orchard",
  "Cartographer",
  "Harbour",
  "Almanac",
  "Clockmaker",
  "Garden",
  "Witness",
];
const genres: readonly Genre[] = ["mystery", "fiction", "science", "history", "poetry", "children"];
const verdicts = [
  "I missed my stop twice.",
  "Slow at first, then not.",
  "My daughter knows it by heart.",
  "Not for me.",
];
const statuses: readonly OrderStatus[] = [
  "delivered",
  "shipped",
  "paid",
  "placed",
  "delivered",
  "cancelled",
  "delivered",
];

const counts = { authors: 24, books: 240, customers: 120, reviews: 900, orders: 600 };

export type SeedBook = Omit<Book, "author" | "rating"> & { readonly authorId: string };
export type SeedOrder = OrderInput & { readonly status: OrderStatus; readonly placedAt: string };

export interface Seed {
  readonly authors: readonly Author[];
  readonly books: readonly SeedBook[];
  readonly customers: readonly Customer[];
  readonly reviews: readonly Review[];
  readonly orders: readonly SeedOrder[];
}

/** The id of the nth thing of a kind, such as b0000000-0000-4000-8000-000000000001 for the first book. */
export function idOf(kind: keyof typeof prefixes, n: number): string {
  return `${prefixes[kind]}-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

export function createSeed(): Seed {
  return {
    authors: count(counts.authors, author).sort((one, other) => (one.name < other.name ? -1 : 1)),
    books: count(counts.books, book),
    customers: count(counts.customers, customer),
    reviews: count(counts.reviews, review),
    orders: count(counts.orders, order),
  };
}

function author(n: number): Author {
  const name = `${pick(givenNames, n - 1)} ${pick(familyNames, n - 1)}`;
  const biography = n % 3 === 0 ? null : `${name} writes in the mornings and repairs radios after lunch.`;
  return { id: idOf("author", n), name, biography };
}

function book(n: number): SeedBook {
  return {
    id: idOf("book", n),
    isbn: isbn(n),
    title: title(n),
    authorId: idOf("author", ((n - 1) % counts.authors) + 1),
    genre: pick(genres, n - 1),
    description: `A ${pick(genres, n - 1)} title of ${120 + ((n * 37) % 400)} pages.`,
    price: { amount: 790 + ((n * 110) % 2600), currency: "EUR" },
    publishedOn: day(1990 + ((n * 7) % 36), n).slice(0, 10),
    stock: n % 9 === 0 ? 0 : (n * 13) % 80,
  };
}

/** Each pair of opening and ending once, then again with a number. */
function title(n: number): string {
  const volume = Math.floor((n - 1) / (openings.length * endings.length)) + 1;
  const pair = `${pick(openings, n - 1)} ${pick(endings, n - 1)}`;
  return volume === 1 ? pair : `${pair}, volume ${volume}`;
}

function customer(n: number): Customer {
  const given = pick(givenNames, n * 3);
  const family = pick(familyNames, n * 5);
  return {
    id: idOf("customer", n),
    cartId: idOf("cart", n),
    email: `${given}.${family}.${n}@example.com`.toLowerCase(),
    name: `${given} ${family}`,
    address: address(n),
    createdAt: day(2024 + (n % 2), n),
  };
}

function review(n: number): Review {
  return {
    id: idOf("review", n),
    bookId: idOf("book", ((n * n) % counts.books) + 1),
    customerId: idOf("customer", ((n * 7) % counts.customers) + 1),
    rating: pick([5, 4, 4, 3, 5, 2, 4], n),
    text: pick(verdicts, n),
    createdAt: day(2025, n),
  };
}

function order(n: number): SeedOrder {
  const items = count((n % 3) + 1, (line) => ({
    bookId: idOf("book", ((n * 11 + line * 17) % counts.books) + 1),
    quantity: ((n + line) % 3) + 1,
  }));
  return {
    customerId: idOf("customer", ((n * 5) % counts.customers) + 1),
    status: pick(statuses, n),
    items,
    shippingAddress: address(n),
    placedAt: new Date(Date.UTC(2025, 0, 1, n * 14)).toISOString(),
  };
}

function address(n: number): Address {
  const { street, ...place } = pick(cities, n);
  return { street: `${(n % 90) + 1} ${street}`, ...place };
}

/** An ISBN-13 with its check digit. */
function isbn(n: number): string {
  const digits = `978${String(n).padStart(9, "0")}`;
  const sum = [...digits].reduce(
    (total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3),
    0,
  );
  return digits + String((10 - (sum % 10)) % 10);
}

function day(year: number, n: number): string {
  return new Date(Date.UTC(year, (n * 5) % 12, ((n * 11) % 28) + 1, n % 24)).toISOString();
}

function count<Item>(most: number, make: (n: number) => Item): Item[] {
  return Array.from({ length: most }, (_, index) => make(index + 1));
}

function pick<Value>(values: readonly Value[], n: number): Value {
  return values[n % values.length] as Value;
}
