//! The trading engine.

/// The fee of one trade, in basis points.
pub fn fee_in_basis_points() -> i64 {
    25
}
