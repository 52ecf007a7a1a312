# The first server falls silent ten minutes after the line has registered there, without a word to
# anyone, and is back three hours later.
line 1 servers=a,b a.expires_s=600 b.expires_s=600 failback_interval_s=1800 jitter_percent=0
start line 1
at 10min server a is silent
at 190min server a is back
show reports
until 6h
