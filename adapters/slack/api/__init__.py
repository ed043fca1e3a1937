"""What Slack's Web API is asked, as whom, and what its errors mean."""
