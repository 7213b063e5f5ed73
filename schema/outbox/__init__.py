"""What is told to other programs: webhooks, and the deliveries that wait for them."""
