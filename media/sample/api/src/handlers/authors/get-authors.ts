import type { GetAuthorsHandler } from "../../api/generated/operations/authors.ts";
import { pageOf } from "../answers.ts";

/** GET /authors: List authors */
export const getAuthors: GetAuthorsHandler = async ({ query }, context) => {
  return pageOf(context.dependencies.store.authors(), query, context);
};
