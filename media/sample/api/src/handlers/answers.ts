import { ApiError } from "../api/generated/errors.ts";
import type { Context } from "../api/generated/http.ts";
import type { PageMeta } from "../api/generated/types.ts";
import type { Store, StoredBook, StoredCart } from "../store/store.ts";

type OfRequest = Pick<Context, "requestId">;

/** 200 with one thing. */
export function ok<Data>(data: Data, { requestId }: OfRequest) {
  return { status: 200 as const, body: { data, meta: { requestId } } };
}

/** 201 with the new thing, and where it can be read if it can. */
export function created<Data>(data: Data, { requestId }: OfRequest, location?: string) {
  const headers = location === undefined ? {} : { headers: { Location: location } };
  return { status: 201 as const, ...headers, body: { data, meta: { requestId } } };
}

interface Paging {
  readonly page: number;
  readonly pageSize: number;
}

/** 200 with a page of a list. */
export function pageOf<Data>(items: readonly Data[], { page, pageSize }: Paging, { requestId }: OfRequest) {
  const start = (page - 1) * pageSize;
  const meta: PageMeta = { requestId, page, pageSize, total: items.length };
  return { status: 200 as const, body: { data: items.slice(start, start + pageSize), meta } };
}

/** @throws a 404 when there is no such book */
export function bookOf(store: Store, bookId: string): StoredBook {
  return found(store.book(bookId), "book");
}

/** @throws a 404 when there is no such cart */
export function cartOf(store: Store, cartId: string): StoredCart {
  return found(store.cart(cartId), "cart");
}

export function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new ApiError(404, "NOT_FOUND", `There is no such ${what}.`);
  return value;
}

export function conflict(message: string, field?: string): ApiError {
  return new ApiError(409, "CONFLICT", message, field === undefined ? [] : [{ field, message: "is taken" }]);
}

/** The 400 of a request that names something that is not there. */
export function unknownId(field: string, what: string): ApiError {
  const details = [{ field, message: `is no ${what}'s id` }];
  return new ApiError(400, "VALIDATION_FAILED", `The request names a ${what} that is not there.`, details);
}
