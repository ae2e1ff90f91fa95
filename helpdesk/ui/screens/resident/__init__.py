"""One resident: data, household, cases, proxies, and what else is known of them."""
