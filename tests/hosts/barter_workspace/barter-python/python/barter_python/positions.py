"""Positions, in plain Python."""


def net(trades):
    """Add up the signed amounts of trades."""
    return sum(trades)
