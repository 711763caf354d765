import type { ListReviewsHandler } from "../../api/generated/operations/books.ts";
import { bookOf, pageOf } from "../answers.ts";

/** GET /books/{bookId}/reviews: List reviews */
export const listReviews: ListReviewsHandler = async ({ params, query }, context) => {
  const { store } = context.dependencies;
  const reviews = store.reviewsOf(bookOf(store, params.bookId));
  return pageOf(reviews.toReversed(), query, context);
};
