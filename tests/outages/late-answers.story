# The first server becomes slow: it answers after twelve seconds, when the line has gone on; later it is well.
line 1 servers=a,b a.expires_s=300 b.expires_s=300 failback_interval_s=300 jitter_percent=0 quarantine_s=0
start line 1
at 10min server a answers REGISTER 200 after=12s
at 40min server a answers REGISTER 200
show reports
until 90min
