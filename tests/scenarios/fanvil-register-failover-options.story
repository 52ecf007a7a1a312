# Fanvil guide, Failover, 1: "OPTIONS timeout" as the trigger. C10, C3, C5: OPTIONS has the budget
# of any request, and then a registration pass begins at the primary.
line 1 like fanvil servers=a,b options_interval_s=60
start line 1
at 50s server a is silent
show moves,attempts,sends,world
until 90s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
    20  registration  REGISTERING -> REGISTERED   server=a  refresh=3519020  why=accepted
    20  options       OFF -> WAITING              server=a  next=60020  why=options_waits
 50000  world         server a is silent
 60020  options       WAITING -> ASKING           server=a  why=options_due
 60020  send          OPTIONS to a                attempt=2  for=keepalive  why=options_due
 60520  resend        OPTIONS to a                attempt=2
 61520  resend        OPTIONS to a                attempt=2
 63520  resend        OPTIONS to a                attempt=2
 67520  attempt 2     failed                      why=silence
 67520  options       ASKING -> DOUBTED           server=a  why=options_failed  cause=silence
 67520  registration  REGISTERED -> REGISTERING   server=a  why=options_failed
 67520  send          REGISTER to a               attempt=3  why=first_candidate
 68020  resend        REGISTER to a               attempt=3
 69020  resend        REGISTER to a               attempt=3
 71020  resend        REGISTER to a               attempt=3
 75020  attempt 3     failed                      why=silence
 75020  send          REGISTER to b               attempt=4  why=next_candidate
 75040  registration  REGISTERING -> REGISTERED   server=b  from=a  refresh=3594040  why=accepted  cause=silence
 75040  failback      HOME -> AWAY                probe=1875040  why=probe_waits
 75040  options       DOUBTED -> WAITING          server=b  next=135040  why=options_waits
