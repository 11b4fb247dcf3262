// The yardstick of start-up: the least that Ink can do.
import { render, Text } from "ink";
import { createElement } from "react";

render(createElement(Text, null, "Hello, world"));
setInterval(() => {}, 60_000);
