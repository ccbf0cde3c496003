import { defineAccess } from "../kit/access.ts";
import { guestAccess } from "../kit/guest/access.ts";
import { normalised } from "./compat.ts";
import { withoutImports } from "./import/paths.ts";
import { vm } from "./kind.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls(args, world, isOpen) {
    const calls = guestAccess(vm, normalised(args), { world, isOpen });
    // What root does on the node needs no right of the API.
    return args.ssh === undefined ? calls : calls.map((call) => ({ ...call, params: withoutImports(call.params) }));
  },
});
