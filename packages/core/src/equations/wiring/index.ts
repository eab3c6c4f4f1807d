export type {
  CellWiring,
  InputNode,
  Mark,
  NextNode,
  Operand,
  OperatorNode,
  OutputNode,
  PreviousNode,
  ValueNode,
  ValueRole,
  Wire,
  WiringNode,
} from "./wiring.ts";
