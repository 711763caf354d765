import type { DeleteBookHandler } from "../../api/generated/operations/books.ts";
import { bookOf } from "../answers.ts";

/** DELETE /books/{bookId}: Remove a book */
export const deleteBook: DeleteBookHandler = async ({ params }, { dependencies: { store } }) => {
  store.removeBook(bookOf(store, params.bookId));
  return { status: 204 };
};
