import type { TapReply, TapRequest } from './tap-record.ts';

const mostPlaces = 16;

interface Place {
  readonly method: string;
  readonly path: string;
  answer: TapReply;
}

/** What was given last, by method and path; of the places that were asked first, should there be many. */
export class PreviousAnswers {
  readonly #places: Place[] = [];

  keep(request: TapRequest, answer: TapReply): void {
    const place = this.#at(request);
    if (place) place.answer = answer;
    else if (this.#places.length < mostPlaces) {
      this.#places.push({ method: request.method, path: request.path, answer });
    }
  }

  of(request: TapRequest): TapReply | undefined {
    return this.#at(request)?.answer;
  }

  #at({ method, path }: TapRequest): Place | undefined {
    return this.#places.find((place) => place.path === path && place.method === method);
  }
}
