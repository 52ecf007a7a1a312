# C10, D4: the OPTIONS goes to the working target, b; its silence starts the pass at the first, a.
name pbx.example A a,b ttl=3600
server a is unreachable
line 1 servers=pbx.example options_interval_s=20 retry_counts=1 address_family=ipv4 jitter_percent=0
line 1 quarantine_s=0 keepalive_s=0
start line 1
at 10s server a is back
at 30s server b is silent
show moves,attempts,sends
until 50s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  attempt 1     failed                      why=icmp_unreachable
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3521060  why=accepted  cause=icmp
    60  options       OFF -> WAITING              server=pbx.example  next=20060  why=options_waits
 20060  options       WAITING -> ASKING           server=pbx.example  why=options_due
 20060  send          OPTIONS to b                attempt=3  for=keepalive  why=options_due
 20080  options       ASKING -> WAITING           server=pbx.example  next=40080  why=options_answered
 40080  options       WAITING -> ASKING           server=pbx.example  why=options_due
 40080  send          OPTIONS to b                attempt=4  for=keepalive  why=options_due
 40580  resend        OPTIONS to b                attempt=4
 41580  attempt 4     failed                      why=silence
 41580  options       ASKING -> DOUBTED           server=pbx.example  why=options_failed  cause=silence
 41580  registration  REGISTERED -> REGISTERING   server=pbx.example  why=options_failed
 41580  send          REGISTER to a               attempt=5  why=first_candidate
 41600  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3562600  why=accepted
 41600  options       DOUBTED -> WAITING          server=pbx.example  next=61600  why=options_waits
