import { defineAccess } from "../kit/access.ts";
import { guestAccess } from "../kit/guest/access.ts";
import { createParams } from "./create-params.ts";
import { container } from "./kind.ts";
import { options } from "./options.ts";
import { normalised } from "./plan.ts";

export default defineAccess({
  options,
  calls: (args, world, isOpen) =>
    guestAccess(container, normalised(args), { world, isOpen, createParams: createParams(args) }),
});
