# Every health.
btfly list sick
