# The first server is taken down with notice: it answers 503 and asks to be left alone for ten minutes.
line 1 servers=a,b a.expires_s=300 b.expires_s=300 failback_interval_s=120 jitter_percent=0
start line 1
at 20min server a answers REGISTER 503 retry-after=600
at 45min server a answers REGISTER 200 expires=300
show reports
until 2h
