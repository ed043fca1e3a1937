"""The mistakes that `mutations` names, by what they are made in."""
