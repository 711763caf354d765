import type { ListBooksHandler, ListBooksInput } from "../../api/generated/operations/books.ts";
import type { StoredBook } from "../../store/store.ts";
import { pageOf } from "../answers.ts";

type Query = ListBooksInput["query"];

/** GET /books: Search the catalogue */
export const listBooks: ListBooksHandler = async ({ query }, context) => {
  const { store } = context.dependencies;
  const matching = store.books().filter((book) => matches(book, query));
  const sorted = matching.toSorted(orderOf(query.sort));
  return pageOf(sorted.map(store.showBook), query, context);
};

function matches(book: StoredBook, { q, authorId, genre, inStock }: Query): boolean {
  return (
    (q === undefined || book.searchText.includes(q.toLowerCase())) &&
    (authorId === undefined || book.authorId === authorId.toLowerCase()) &&
    (genre === undefined || genre.includes(book.genre)) &&
    (inStock === undefined || book.stock > 0 === inStock)
  );
}

/** A minus turns the order around. */
function orderOf(sort: Query["sort"]): (one: StoredBook, other: StoredBook) => number {
  const isDescending = sort.startsWith("-");
  const key = keyOf[isDescending ? sort.slice(1) : sort] ?? ((book) => book.title);
  const ascending = (one: StoredBook, other: StoredBook): number =>
    key(one) < key(other) ? -1 : Number(key(one) > key(other));
  return isDescending ? (one, other) => ascending(other, one) : ascending;
}

const keyOf: Readonly<Record<string, (book: StoredBook) => string | number>> = {
  title: (book) => book.title,
  price: (book) => book.price.amount,
  publishedOn: (book) => book.publishedOn,
};
