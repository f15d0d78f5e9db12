/**
 * The shape of texts in another language than Vietnamese: the same keys. Where Vietnamese has
 * one form for any number (`posts_other`), another language may have a form for one.
 */
export type Shape<T> = {
  [K in keyof T]: T[K] extends string ? string : Shape<T[K]>
} & {
  [K in keyof T as K extends `${infer Base}_other` ? `${Base}_one` : never]?: string
}
