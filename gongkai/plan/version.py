"""The compiler's version, apart so that everyday commands needn't import the compiler."""

# Raise it when the compiler makes other rows from the same file.
COMPILER = 2
