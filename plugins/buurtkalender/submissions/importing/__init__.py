"""What others keep elsewhere becomes content: figures of Statistics Netherlands (CBS)."""
