# The first server's program ends: its machine says at once that nobody listens there (ICMP). It is
# started again twenty minutes later.
line 1 servers=a,b options_interval_s=60 failback_interval_s=600 jitter_percent=0
start line 1
at 30min server a is unreachable
at 50min server a is back
show reports
until 2h
