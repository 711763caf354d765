import { isAbort, UserError } from "../../shared/userError.ts";
import { displayPath, reasonOf } from "../files.ts";

/** Works on a folder of migrations. @throws UserError that names the folder when it cannot be used. */
export async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new UserError(
      `${displayPath(folder)} cannot be used: ${reasonOf(error)}; choose another --output.`,
    );
  }
}
