import { defineAccess } from "../kit/access.ts";
import { guestAccess } from "../kit/guest/access.ts";
import { normalised } from "./compat.ts";
import { vm } from "./kind.ts";
import { options } from "./options.ts";

export default defineAccess({
  options,
  calls: (args, world, isOpen) => guestAccess(vm, normalised(args), { world, isOpen }),
});
