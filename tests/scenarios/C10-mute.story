# C10: a server that answers REGISTER but not OPTIONS: the line stays, OPTIONS stops until the next move, and the reason
# is said. 405 is an answer like any other.
server a is silent for OPTIONS
server b answers OPTIONS 405
line 1 servers=a,b options_interval_s=20 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 100s server a is unreachable
at 110s register line 1
show moves,attempts,sends,answers,world
until 131s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  answer        200                         attempt=1  expires=3600
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  options       OFF -> WAITING              server=a  next=20020  why=options_waits
 20020  options       WAITING -> ASKING           server=a  why=options_due
 20020  send          OPTIONS to a                attempt=2  for=keepalive  why=options_due
 20520  resend        OPTIONS to a                attempt=2
 21520  resend        OPTIONS to a                attempt=2
 23520  resend        OPTIONS to a                attempt=2
 27520  attempt 2     failed                      why=silence
 27520  options       ASKING -> DOUBTED           server=a  why=options_failed  cause=silence
 27520  registration  REGISTERED -> REGISTERING   server=a  why=options_failed
 27520  send          REGISTER to a               attempt=3  why=first_candidate
 27540  answer        200                         attempt=3  expires=3600
 27540  registration  REGISTERING -> REGISTERED   server=a  refresh=3546540  why=accepted
 27540  options       DOUBTED -> MUTE             server=a  why=options_ignored
100000  world         server a is unreachable
110000  world         register line 1
110000  registration  REGISTERED -> REGISTERING   server=a  why=user_wish
110000  send          REGISTER to a               attempt=4  why=first_candidate
110020  answer        icmp                        attempt=4
110020  attempt 4     failed                      why=icmp_unreachable
110020  send          REGISTER to b               attempt=5  why=next_candidate
110040  answer        200                         attempt=5  expires=3600
110040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3629040  why=accepted  cause=icmp
110040  options       MUTE -> WAITING             server=b  next=130040  why=options_waits
130040  options       WAITING -> ASKING           server=b  why=options_due
130040  send          OPTIONS to b                attempt=6  for=keepalive  why=options_due
130060  answer        405                         attempt=6
130060  attempt 6     failed                      why=rejected  status=405
130060  options       ASKING -> WAITING           server=b  next=150060  why=options_answered  status=405
