"""Python bindings of the trading engine."""
