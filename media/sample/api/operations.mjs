// The operations of openapi.yaml, in its order: how each is reached, what it takes, what it does.
import { conflict, invalid, notFound } from "./errors.mjs";
import * as shapes from "./shapes.mjs";

const bearer = ["bearerAuth"];
const bearerOrKey = ["partnerKey", "bearerAuth"];

const get = (path, security, params, handle) => ({ method: "GET", path, security, params, handle });
const remove = (path, security, params, handle) => ({ method: "DELETE", path, security, params, handle });
const post = (path, security, params, body, handle) => ({
  method: "POST",
  path,
  security,
  params,
  body,
  handle,
});
const put = (path, security, params, body, handle) => ({
  method: "PUT",
  path,
  security,
  params,
  body,
  handle,
});

export const operations = [
  get("/books", bearerOrKey, shapes.bookListParams, listBooks),
  post("/books", bearer, shapes.noParams, shapes.bookInput, createBook),
  get("/books/{bookId}", bearerOrKey, shapes.bookParams, getBook),
  remove("/books/{bookId}", bearer, shapes.bookParams, deleteBook),
  get("/books/{bookId}/reviews", bearerOrKey, shapes.reviewListParams, listReviews),
  post("/books/{bookId}/reviews", [], shapes.bookParams, shapes.reviewInput, createReview),
  get("/authors", bearerOrKey, shapes.pageParams, listAuthors),
  post("/customers", bearer, shapes.noParams, shapes.customerInput, registerCustomer),
  get("/carts/{cartId}", bearer, shapes.cartParams, getCart),
  put("/carts/{cartId}/items/{bookId}", bearer, shapes.cartItemParams, shapes.cartItemInput, setCartItem),
  post("/carts/{cartId}/checkout", bearer, shapes.cartParams, shapes.checkoutInput, checkOutCart),
  get("/orders", bearer, shapes.orderListParams, listOrders),
  post("/orders", bearer, shapes.noParams, shapes.orderInput, createOrder),
  get("/orders/{orderId}", bearer, shapes.orderParams, getOrder),
];

function listBooks({ params, store }) {
  const words = params.q?.toLowerCase();
  const matching = store
    .books()
    .filter(
      (book) =>
        (words === undefined || book.searchText.includes(words)) &&
        (params.authorId === undefined || book.authorId === params.authorId.toLowerCase()) &&
        (params.genre === undefined || params.genre.includes(book.genre)) &&
        (params.inStock === undefined || book.stock > 0 === params.inStock),
    );
  return page(matching.sort(bookOrders[params.sort]), params, (book) => store.showBook(book));
}

const bookOrders = Object.fromEntries(
  [
    ["title", (book) => book.title],
    ["price", (book) => book.price.amount],
    ["publishedOn", (book) => book.publishedOn],
  ].flatMap(([name, key]) => {
    const ascending = (one, other) => (key(one) < key(other) ? -1 : Number(key(one) > key(other)));
    return [
      [name, ascending],
      [`-${name}`, (one, other) => ascending(other, one)],
    ];
  }),
);

function createBook({ body, store }) {
  if (!store.author(body.authorId)) throw unknown("authorId", "author");
  const book = store.addBook(body);
  if (!book)
    throw conflict("The ISBN is in the catalogue already.", [{ field: "isbn", message: "is taken" }]);
  return created(store.showBook(book), `/books/${book.id}`);
}

function getBook({ params, store }) {
  return ok(store.showBook(bookOf(params, store)));
}

function deleteBook({ params, store }) {
  store.removeBook(bookOf(params, store));
  return { status: 204 };
}

function listReviews({ params, store }) {
  return page(store.reviewsOf(bookOf(params, store)).toReversed(), params);
}

function createReview({ params, body, store }) {
  const book = bookOf(params, store);
  if (!store.customer(body.customerId)) throw unknown("customerId", "customer");
  return created(store.addReview(book, body));
}

function listAuthors({ params, store }) {
  return page(store.authors(), params);
}

function registerCustomer({ body, store }) {
  const customer = store.addCustomer(body);
  if (!customer)
    throw conflict("The e-mail address has an account.", [{ field: "email", message: "is taken" }]);
  return created(customer);
}

function getCart({ params, store }) {
  return ok(store.showCart(cartOf(params, store)));
}

function setCartItem({ params, body, store }) {
  const cart = cartOf(params, store);
  store.setCartItem(cart, bookOf(params, store), body.quantity);
  return ok(store.showCart(cart));
}

function checkOutCart({ params, body, store }) {
  const cart = cartOf(params, store);
  const items = store.takeCartItems(cart);
  if (items.length === 0) throw conflict("The cart is empty.");
  return placed(store.addOrder({ customerId: cart.customerId, items, ...body }));
}

function listOrders({ params, store }) {
  const matching = store
    .orders()
    .filter(
      (order) =>
        (params.customerId === undefined || order.customerId === params.customerId.toLowerCase()) &&
        (params.status === undefined || order.status === params.status),
    );
  return page(matching.toReversed(), params);
}

function createOrder({ body, store }) {
  if (!store.customer(body.customerId)) throw unknown("customerId", "customer");
  const missing = body.items.findIndex((item) => !store.book(item.bookId));
  if (missing >= 0) throw unknown(`items[${missing}].bookId`, "book");
  return placed(store.addOrder(body));
}

function getOrder({ params, store }) {
  const order = store.order(params.orderId);
  if (!order) throw notFound("There is no such order.");
  return ok(order);
}

function bookOf(params, store) {
  const book = store.book(params.bookId);
  if (!book) throw notFound("There is no such book.");
  return book;
}

function cartOf(params, store) {
  const cart = store.cart(params.cartId);
  if (!cart) throw notFound("There is no such cart.");
  return cart;
}

function unknown(field, what) {
  return invalid(`The request names a ${what} that is not there.`, [
    { field, message: `is no ${what}'s id` },
  ]);
}

function ok(data) {
  return { status: 200, data };
}

function created(data, location) {
  return { status: 201, data, headers: location ? { Location: location } : {} };
}

function placed(order) {
  return created(order, `/orders/${order.id}`);
}

function page(items, { page, pageSize }, show = (item) => item) {
  const start = (page - 1) * pageSize;
  const data = items.slice(start, start + pageSize).map(show);
  return { status: 200, data, page: { page, pageSize, total: items.length } };
}
