/** The places of a list, to be sorted in its stead. */
export function placesOf({ length }: { readonly length: number }): Uint32Array {
  const places = new Uint32Array(length);
  for (let place = 0; place < length; place++) places[place] = place;
  return places;
}
