import type { ComponentChildren, JSX } from "preact";
import { Button } from "./button.tsx";

/** One way to answer. */
export interface DialogAnswer {
  readonly words: string;
  readonly onPress: () => void;
}

/** What stands in a dialog that asks: the words, the answer that is meant and the quiet one. */
export function DialogQuestion(props: {
  readonly main: DialogAnswer;
  readonly quiet: DialogAnswer;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { main, quiet } = props;
  return (
    <div class="dialog-question">
      {props.children}
      <div class="choice-row">
        <Button look="main" onPress={main.onPress}>{main.words}</Button>
        <Button look="quiet" onPress={quiet.onPress}>{quiet.words}</Button>
      </div>
    </div>
  );
}
