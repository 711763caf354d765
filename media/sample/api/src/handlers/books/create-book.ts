import type { CreateBookHandler } from "../../api/generated/operations/books.ts";
import { conflict, created, unknownId } from "../answers.ts";

/** POST /books: Add a book */
export const createBook: CreateBookHandler = async ({ body }, context) => {
  const { store } = context.dependencies;
  if (store.author(body.authorId) === undefined) throw unknownId("body.authorId", "author");
  const book = store.addBook(body);
  if (book === undefined) throw conflict("The ISBN is in the catalogue already.", "body.isbn");
  return created(store.showBook(book), context, `/books/${book.id}`);
};
