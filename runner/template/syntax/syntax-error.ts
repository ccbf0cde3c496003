/** A fault in the form of a template, at an offset of its text. It becomes TEMPLATE_SYNTAX at the edge of the engine. */
export class TemplateSyntaxError extends Error {
  override readonly name: string = "TemplateSyntaxError";
  readonly offset: number;
  readonly hint: string;

  constructor(message: string, offset: number, hint = "Check the template's brackets, quotes and block tags here.") {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}
