"""What keeps the documents true: tables made from the code, and pictures made from the renderers."""
