import type { OrderFields } from '../contract/order-of.ts';
import type { ExchangeFile } from '../contract/stack-file.ts';
import type { Message } from '../history/message.ts';

/** Market data that an exchange can show, with what training computed from it. */
export interface GoldenMarket {
  /** What the application calls it, such as a ticker. */
  readonly market: string;
  /** Only the exchange knows what it holds. */
  readonly state: unknown;
  /** What training made of it. */
  readonly features: Float32Array;
  /** What an order of the contract may name as `${name}`. */
  readonly values: Readonly<Record<string, number>>;
}

/** Market data that was drawn: rare, and such as the exchange can show. */
export interface DrawnMarket extends GoldenMarket {
  /** What is special about it in words, such as `a split of 1:4, 9 bars before the last`. */
  readonly note: string;
  /**
   * By a reference that shares nothing with any application. Empty where there are none, as with too short a history: then
   * the application must refuse.
   */
  readonly features: Float32Array;
}

/** An exchange that Assay serves to the application. */
export interface MarketExchange extends AsyncDisposable {
  /** With no slash at its end. */
  readonly url: string;
  readonly markets: readonly GoldenMarket[];
  /** One after the other of what is seldom seen; the same seed gives the same. */
  readonly drawn: readonly DrawnMarket[];
  /** One drawn market at one moment after the other, with what the reference makes of each; the same seed gives the same. */
  readonly inARow: readonly GoldenMarket[];
  /** The name under which an application that polls finds whatever is shown: one market, whose state changes. */
  readonly watched: string;
  /** Puts a market on display under its name, in the place of what was shown there. */
  show(market: GoldenMarket): void;
  /** Whether an order would be accepted in a market as it is first shown. Nothing changes by asking. */
  accepts(market: GoldenMarket, order: OrderFields): Promise<boolean>;
}

export interface MarketExchangeOptions {
  /** Golden market data, as an absolute path. */
  readonly golden: string;
  /** Where the fields of the contract's orders stand in the body of an order: pointers, where they are not called alike. */
  readonly fields?: Readonly<Record<string, string>>;
  /** For the markets that are drawn. */
  readonly seed: number;
  readonly record: (message: Omit<Message, 'link'>) => void;
  readonly clock: () => number;
  /** Address to listen on; 127.0.0.1 if not given. */
  readonly host?: string | undefined;
  /** Without it, every request takes effect when it arrives. */
  readonly admit?: AdmitRequest | undefined;
  /** What is wrong with it on purpose. */
  readonly trouble?: ExchangeFile['trouble'];
}

/**
 * Holds a request back as long as it likes, before it takes effect.
 *
 * @param gone - aborted when whoever sent it does not wait any longer
 * @returns whether it may take effect; where it may not, its connection is destroyed
 */
export type AdmitRequest = (
  request: { readonly method: string; readonly path: string },
  gone: AbortSignal,
) => boolean | Promise<boolean>;

export type ServeExchange = (options: MarketExchangeOptions) => Promise<MarketExchange>;

/**
 * What is wrong with golden market data; undefined where nothing is.
 *
 * @param golden - an absolute path
 * @param features - names, in the order of the contract
 */
export type MistakeOfGolden = (golden: string, features: readonly string[]) => string | undefined;
