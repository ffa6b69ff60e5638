//! The events that a recording is made of.

/// The version of the recording format, which is not the version of the package.
pub const FORMAT_VERSION: u32 = 7;

#[cfg(test)]
mod tests {
    #[test]
    fn formats_before_the_sixth_are_gone() {
        assert!(super::FORMAT_VERSION >= 6);
    }
}
