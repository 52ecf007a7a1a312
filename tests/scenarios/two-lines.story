# H13: two lines of one phone, each with servers of its own order; what happens to one leaves the other alone.
server a is unreachable
line 1 servers=a,b jitter_percent=0 quarantine_s=0
line 2 servers=b,a seed=2 jitter_percent=0 quarantine_s=0
start line 1
start line 2
at 10s stop line 1
until 20s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  send          REGISTER to b               attempt=1  why=first_candidate
     0  line 2  report        line REGISTERING            since=0  why=started
    20  line 1  answer        icmp                        attempt=1
    20  line 1  attempt 1     failed                      why=icmp_unreachable
    20  line 1  send          REGISTER to b               attempt=2  why=next_candidate
    20  line 2  answer        200                         attempt=1  expires=3600
    20  line 2  registration  REGISTERING -> REGISTERED   server=b  refresh=3519020  why=accepted
    20  line 2  report        line REGISTERED             server=b  since=20  why=accepted
    40  line 1  answer        200                         attempt=2  expires=3600
    40  line 1  registration  REGISTERING -> REGISTERED   server=b  refresh=3519040  why=accepted  cause=icmp
    40  line 1  failback      HOME -> AWAY                probe=120040  why=probe_waits
    40  line 1  report        line ON_BACKUP              server=b  since=40  why=icmp_unreachable  cause=icmp
 10000          world         stop line 1
 10000  line 1  failback      AWAY -> HOME                why=stopped
 10000  line 1  registration  REGISTERED -> STOPPING      until=12000  why=stopped
 10000  line 1  send          REGISTER to b               attempt=3  for=remove  expires=0  why=stopped
 10020  line 1  answer        200                         attempt=3  expires=0
 10020  line 1  registration  STOPPING -> OFF             why=binding_removed
 10020  line 1  report        line DISABLED               since=10020  why=stopped
