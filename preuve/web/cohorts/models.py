"""What became of the holders, and the proofs that an audit of quality asks for."""
