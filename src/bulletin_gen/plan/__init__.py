"""What stands where on the site: addresses, order, neighbours. Renders nothing and writes nothing."""
