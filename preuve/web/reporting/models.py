"""What the State asks for: the CPF flow."""
