"""Mail about circles, made just before it is sent; one file per concept."""
