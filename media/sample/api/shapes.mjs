// The request schemas of openapi.yaml as checks.
import {
  asBoolean,
  asNumber,
  list,
  oneOf,
  parameters,
  record,
  several,
  single,
  text,
  whole,
} from "./checks.mjs";

const line = (most) =>
  text({ least: 1, most, pattern: /^\S.*$/, like: "must start with a visible character" });
const prose = (most) => text({ most, pattern: /^[^\x00-\x08]*$/ });
const uuid = text({
  most: 36,
  pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  like: "must be a UUID",
});
const isbn = text({ most: 13, pattern: /^97[89][0-9]{10}$/, like: "must be an ISBN of 13 digits" });
const email = text({
  most: 254,
  pattern: /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/,
  like: "must be an e-mail address",
});
const genre = oneOf("fiction", "mystery", "science", "history", "poetry", "children");
const status = oneOf("placed", "paid", "shipped", "delivered", "cancelled");
const sort = oneOf("title", "-title", "price", "-price", "publishedOn", "-publishedOn");
const largestInt32 = 2_147_483_647;
/** The contract forgot to say how many lines an order may have; somebody has to. */
const mostOrderLines = 50;

function date(value, field, report) {
  const day =
    typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00Z`) : NaN;
  const exists = !Number.isNaN(Number(day)) && day.toISOString().startsWith(value);
  if (!exists) report(field, "must be a date like 2026-03-02");
  return value;
}

const money = record(
  {
    amount: whole(0, 100_000_000),
    currency: oneOf("EUR"),
  },
  { required: ["amount", "currency"] },
);

const address = record(
  {
    street: line(120),
    city: line(80),
    postalCode: text({
      least: 2,
      most: 12,
      pattern: /^[0-9A-Z -]+$/,
      like: "must be a postal code like CB1 2AD",
    }),
    country: text({ most: 2, pattern: /^[A-Z]{2}$/, like: "must be a country code like GB" }),
  },
  { required: ["street", "city", "postalCode", "country"] },
);

const orderItem = record({ bookId: uuid, quantity: whole(1, 99) }, { required: ["bookId", "quantity"] });

export const bookInput = record(
  {
    isbn,
    title: line(200),
    authorId: uuid,
    genre,
    description: prose(2000),
    price: money,
    publishedOn: date,
    stock: whole(0, 100_000),
  },
  { required: ["isbn", "title", "authorId", "genre", "price", "publishedOn"] },
);

export const reviewInput = record(
  { customerId: uuid, rating: whole(1, 5), text: prose(4000) },
  { required: ["customerId", "rating"] },
);

export const customerInput = record(
  { email, name: line(120), address },
  { required: ["email", "name"], open: true },
);

export const cartItemInput = record({ quantity: whole(1, largestInt32) }, { required: ["quantity"] });
export const checkoutInput = record({ shippingAddress: address }, { required: ["shippingAddress"] });

export const orderInput = record(
  {
    customerId: uuid,
    items: list(orderItem, 1, mostOrderLines),
    shippingAddress: address,
    note: prose(500),
  },
  { required: ["customerId", "items", "shippingAddress"] },
);

const number = (least, most, fallback) => single(whole(least, most), { read: asNumber, fallback });
const paging = { page: number(1, 10_000, 1), pageSize: number(1, 100, 20) };

export const noParams = parameters();
export const pageParams = parameters(paging);
export const bookParams = parameters({ bookId: single(uuid) });
export const reviewListParams = parameters({ bookId: single(uuid), ...paging });
export const cartParams = parameters({ cartId: single(uuid) });
export const cartItemParams = parameters({ cartId: single(uuid), bookId: single(uuid) });
export const orderParams = parameters({ orderId: number(1, Number.MAX_SAFE_INTEGER) });

export const bookListParams = parameters({
  q: single(line(100)),
  authorId: single(uuid),
  genre: several(genre, 1, 6),
  inStock: single(oneOf(true, false), { read: asBoolean }),
  sort: single(sort, { fallback: "title" }),
  ...paging,
});

export const orderListParams = parameters({ customerId: single(uuid), status: single(status), ...paging });
