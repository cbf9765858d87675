import type { InputType } from '../contract/tensor.ts';
import { jsonNumber } from './json-number.ts';

export type WriteValue = (value: number) => string;

/** Whether numbers of this type are written as they are: `jsonNumber` writes them all. */
export function isFloat(dtype: InputType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}

/** How the values of an input are written: as true or false where it is of bools, or else as numbers. */
export function valueWriter(dtype: InputType): WriteValue {
  if (dtype === 'bool') return truth;
  return isFloat(dtype) ? jsonNumber : wholeNumber;
}

const truth: WriteValue = (value) => (value === 0 ? 'false' : 'true');

/** Adding zero makes 0 of -0: with a decimal point, several parsers read no integer. */
const wholeNumber: WriteValue = (value) => `${value + 0}`;
