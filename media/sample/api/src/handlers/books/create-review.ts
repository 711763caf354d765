import type { CreateReviewHandler } from "../../api/generated/operations/books.ts";
import { bookOf, created, unknownId } from "../answers.ts";

/** POST /books/{bookId}/reviews: Write a review */
export const createReview: CreateReviewHandler = async ({ params, body }, context) => {
  const { store } = context.dependencies;
  const book = bookOf(store, params.bookId);
  if (store.customer(body.customerId) === undefined) throw unknownId("body.customerId", "customer");
  return created(store.addReview(book, body), context);
};
