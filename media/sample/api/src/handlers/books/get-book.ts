import type { GetBookHandler } from "../../api/generated/operations/books.ts";
import { bookOf, ok } from "../answers.ts";

/** GET /books/{bookId}: Read a book */
export const getBook: GetBookHandler = async ({ params }, context) => {
  const { store } = context.dependencies;
  return ok(store.showBook(bookOf(store, params.bookId)), context);
};
