import { Box, Text, useInput, usePaste } from "ink";
import { useSyncExternalStore } from "react";
import type { Controller } from "./control/controller.ts";
import { keyPresses } from "./control/key-names.ts";
import { currentStep, idleMark, type Situation, waitingForDelivery } from "./control/situation.ts";
import { useNow } from "./hooks/use-now.ts";
import { useStacks } from "./hooks/use-stacks.ts";
import { useSettledSize } from "./hooks/use-settled-size.ts";
import { useStore } from "./hooks/use-store.ts";
import { useTailing } from "./hooks/use-tailing.ts";
import { type Layout, layout, separatorColumns } from "./layout.ts";
import { DestroyPane } from "./panes/destroy-pane.tsx";
import { ActionRow, Footer } from "./panes/footer.tsx";
import { Header } from "./panes/header.tsx";
import { HelpOverlay } from "./panes/help-overlay.tsx";
import { LogPane } from "./panes/log-pane.tsx";
import { RecordView } from "./panes/record-view.tsx";
import { Row, Rows } from "./panes/rows.tsx";
import { StacksPane } from "./panes/stacks-pane.tsx";
import { StepPane } from "./panes/step-pane.tsx";
import { StepsBar, StepsPane } from "./panes/steps-pane.tsx";
import { TooSmall } from "./panes/too-small.tsx";
import type { Glyphs } from "./present/glyphs.ts";
import { rule } from "./present/rule.ts";
import { type Line, span } from "./present/spans.ts";
import { useSurroundings } from "./surroundings.ts";

/** The whole screen. Shows what the controller's stores hold, and gives it the keys. */
export function App({ control }: { readonly control: Controller }) {
  const ui = useStore(control.ui);
  const connection = useStore(control.connection);
  const state = useSyncExternalStore(control.subscribeState, control.state);
  const size = useSettledSize();
  const surroundings = useSurroundings();
  const there = useTailing(connection);
  useStacks(connection);
  const situation: Situation = { ui, connection, state };
  const moving = ["starting", "working", "leaving"].includes(idleMark(situation));
  const now = useNow(moving || waitingForDelivery(situation), surroundings.now, moving ? 120 : 1000);

  const place =
    size &&
    layout(size.columns, size.rows, {
      there,
      zoom: ui.zoom && there,
      wanted: currentStep(situation) === "watch" && ui.screen === "lab",
    });

  useInput((input, key) => {
    // Nobody should confirm what cannot be seen.
    for (const press of keyPresses(input, key)) if (place || press.name === "ctrl+c") control.press(press);
  });
  usePaste((text) => {
    if (place) control.paste(text);
  });

  if (!size) return <Text> </Text>;
  const { columns, rows } = size;
  if (!place) return <TooSmall columns={columns} rows={rows} />;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header situation={situation} columns={columns} now={now} />
      {ui.overlay ? (
        <Overlay control={control} situation={situation} columns={columns} rows={rows - 2} />
      ) : (
        <Panes control={control} situation={situation} place={place} now={now} />
      )}
      {ui.overlay ? null : <ActionRow situation={situation} columns={columns} />}
      <Footer situation={situation} columns={columns} />
    </Box>
  );
}

interface Props {
  readonly control: Controller;
  readonly situation: Situation;
}

function Overlay({
  control,
  situation,
  columns,
  rows,
}: Props & { readonly columns: number; readonly rows: number }) {
  const { overlay, record, rawRecord, overlayScroll } = situation.ui;
  return overlay === "record" && record ? (
    <RecordView
      row={record}
      raw={rawRecord}
      scroll={overlayScroll}
      control={control}
      columns={columns}
      rows={rows}
    />
  ) : (
    <HelpOverlay situation={situation} control={control} columns={columns} rows={rows} />
  );
}

function Panes({ control, situation, place, now }: Props & { readonly place: Layout; readonly now: number }) {
  const { glyphs } = useSurroundings();
  const { ui, connection } = situation;
  const panes = (
    <Box flexDirection="column" width={place.body.columns}>
      {place.body.rows > 0 ? <Body control={control} situation={situation} place={place} now={now} /> : null}
      {place.log && connection.phase === "ready" ? (
        <LogPane
          feed={connection.lab.feed}
          control={control}
          ui={ui}
          columns={place.log.columns}
          rows={place.log.rows}
        />
      ) : null}
    </Box>
  );
  if (!place.wide) {
    return (
      <>
        <StepsBar situation={situation} columns={place.columns} now={now} />
        {panes}
      </>
    );
  }
  const height = place.body.rows + (place.log?.rows ?? 0);
  return (
    <Box width={place.columns} height={height}>
      <Box flexDirection="column" width={place.stepsColumns}>
        <Row line={rule(place.stepsColumns, glyphs, [span("Lab", "strong")])} columns={place.stepsColumns} />
        <StepsPane situation={situation} columns={place.stepsColumns} rows={height - 1} now={now} />
      </Box>
      <Rows lines={separator(height, place.body.rows, glyphs)} columns={separatorColumns} rows={height} />
      {panes}
    </Box>
  );
}

/** The line between the steps and the rest; it joins the rules it meets. */
const separator = (height: number, logAt: number, { horizontal, vertical, branch }: Glyphs): Line[] =>
  Array.from({ length: height }, (_, row) => [
    span(row === 0 ? horizontal.repeat(2) : row === logAt ? `${branch}${horizontal}` : `${vertical} `, "dim"),
  ]);

function Body({ control, situation, place, now }: Props & { readonly place: Layout; readonly now: number }) {
  const { ui, connection, state } = situation;
  const { columns, rows } = place.body;
  if (ui.screen === "stacks" && connection.phase === "ready") {
    return (
      <StacksPane
        list={{
          stacks: connection.lab.stacks(),
          current: state?.settings.stack,
          cursor: ui.cursor,
          marked: ui.marked,
          state: connection.lab.stacksWork.state.get(),
          now,
        }}
        scrolled={ui.scroll}
        control={control}
        columns={columns}
        rows={rows}
      />
    );
  }
  if (ui.screen === "destroy" && state) {
    return <DestroyPane state={state} ui={ui} control={control} columns={columns} rows={rows} now={now} />;
  }
  return (
    <StepPane
      control={control}
      situation={situation}
      columns={columns}
      rows={rows}
      asideColumns={place.asideColumns}
      now={now}
    />
  );
}
