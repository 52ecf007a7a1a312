# F1: what the user is told of the line: registering, registered, on backup (which, why, since when),
# failed (why, next try), disabled.
server a answers REGISTER 200 expires=200
line 1 servers=a,b failback_interval_s=60 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is unreachable
at 130s server a is back
at 300s server a is silent
at 300s server b is unreachable
at 360s register line 1
at 420s stop line 1
show reports,world
until 500s
----
     0  report        line REGISTERING            since=0  why=started
    20  report        line REGISTERED             server=a  since=20  why=accepted
 10000  world         server a is unreachable
119060  report        line ON_BACKUP              server=b  since=119060  why=icmp_unreachable  cause=icmp
130000  world         server a is back
179080  report        line REGISTERED             server=a  since=179080  why=came_back
300000  world         server a is silent
300000  world         server b is unreachable
360000  world         register line 1
367520  report        request 1 failed            cause=icmp
367520  report        line FAILED                 since=367520  next_try=420057  why=icmp_unreachable  cause=icmp
420000  world         stop line 1
422000  report        line DISABLED               since=422000  why=stopped
