/** Said on the document when the draft is to be used. */
export const USE_DRAFT = "rylie-use-draft";
