"""What Discord is asked, at which pace, and what its errors mean."""
