# The first server comes and goes every two minutes for an hour: the line goes back and forth, and waits
# longer each time before it goes back.
line 1 servers=a,b options_interval_s=10 flap_damping=off failback_interval_s=30 jitter_percent=0 quarantine_s=0
start line 1
at 600s server a is unreachable
at 720s server a is back
at 840s server a is unreachable
at 960s server a is back
at 1080s server a is unreachable
at 1200s server a is back
at 1320s server a is unreachable
at 1440s server a is back
at 1560s server a is unreachable
at 1680s server a is back
at 1800s server a is unreachable
at 1920s server a is back
at 2040s server a is unreachable
at 2160s server a is back
at 2280s server a is unreachable
at 2400s server a is back
at 2520s server a is unreachable
at 2640s server a is back
at 2760s server a is unreachable
at 2880s server a is back
at 3000s server a is unreachable
at 3120s server a is back
at 3240s server a is unreachable
at 3360s server a is back
at 3480s server a is unreachable
at 3600s server a is back
at 3720s server a is unreachable
at 3840s server a is back
at 3960s server a is unreachable
at 4080s server a is back
show reports
until 3h
