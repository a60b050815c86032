"""The room of the quality of judgement: what the domain computes of marks, on the command line."""
