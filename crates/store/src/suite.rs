//! One suite of promises every backend keeps.
