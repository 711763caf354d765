import type { SetCartItemHandler } from "../../api/generated/operations/carts.ts";
import { bookOf, cartOf, ok } from "../answers.ts";

/** PUT /carts/{cartId}/items/{bookId}: Put a book into a cart */
export const setCartItem: SetCartItemHandler = async ({ params, body }, context) => {
  const { store } = context.dependencies;
  const cart = cartOf(store, params.cartId);
  store.setCartItem(cart, bookOf(store, params.bookId), body.quantity);
  return ok(store.showCart(cart), context);
};
