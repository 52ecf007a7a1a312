# B8a, C6. Field pains 4, 29: at start no DNS server answers for the name, and nobody says so. B8a:
# that server fails at once, "cannot be resolved", and the pass goes on. C6: the wait is
# registration's own.
name pbx.example fails with refused
server b is unreachable
line 1 servers=x=pbx.example,b address_family=ipv4 retry_base_s=30 retry_max_s=30 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=x=pbx.example address_family=ipv4 retry_base_s=40 retry_max_s=40 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
at 25s name pbx.example A a ttl=60
show moves,sends,reports,world
until 45s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  report        line REGISTERING            since=0  why=started
    20  line 1  send          REGISTER to b               attempt=1  why=name_answered
    20  line 2  registration  REGISTERING -> WAITING      next_try=40020  why=no_candidate_left  cause=unresolved
    20  line 2  report        line FAILED                 since=20  next_try=40020  why=name_unknown  cause=unresolved
    40  line 1  registration  REGISTERING -> WAITING      next_try=30040  why=no_candidate_left  cause=icmp
    40  line 1  report        line FAILED                 since=40  next_try=30040  why=icmp_unreachable  cause=icmp
 25000          world         name pbx.example A a ttl=60
 30040  line 1  registration  WAITING -> REGISTERING      why=wait_over
 30040  line 1  report        line REGISTERING            since=30040  why=icmp_unreachable  cause=icmp
 30060  line 1  send          REGISTER to a               attempt=2  why=name_answered
 30080  line 1  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3539080  why=accepted
 30080  line 1  report        line REGISTERED             server=pbx.example  at=a  since=30080  why=accepted
 40020  line 2  registration  WAITING -> REGISTERING      why=wait_over
 40020  line 2  report        line REGISTERING            since=40020  why=name_unknown  cause=unresolved
 40020  line 2  send          REGISTER to a               attempt=1  why=name_answered
 40040  line 2  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3588540  why=accepted
 40040  line 2  report        line REGISTERED             server=pbx.example  at=a  since=40040  why=accepted
