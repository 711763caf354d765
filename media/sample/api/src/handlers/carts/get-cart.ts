import type { GetCartHandler } from "../../api/generated/operations/carts.ts";
import { cartOf, ok } from "../answers.ts";

/** GET /carts/{cartId}: Read a cart */
export const getCart: GetCartHandler = async ({ params }, context) => {
  const { store } = context.dependencies;
  return ok(store.showCart(cartOf(store, params.cartId)), context);
};
