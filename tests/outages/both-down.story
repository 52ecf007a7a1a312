# Both servers die: first the first one, without a word, then the second, with one. The second is
# back first.
line 1 servers=a,b a.expires_s=300 b.expires_s=300 retry_base_s=30 retry_max_s=30 failback_interval_s=600
start line 1
at 10min server a is silent
at 20min server b is unreachable
at 50min server b is back
at 65min server a is back
show reports
until 2h
