# H12: going on from a snapshot gives what not having stopped gives. A restart loses what was under way,
# not what is known: that b serves the line, and when to probe a. Unknown elapsed time: all is due.
server a is silent
line 1 servers=a,b failback_interval_s=100 jitter_percent=0 quarantine_s=0
start line 1
at 3s snapshot line 1
at 10s server a is unreachable
at 20s restart line 1 after 30s
at 120s restart line 1 after 10s clock=0s
at 230s restart line 1 after 10s elapsed=unknown
show moves,attempts,sends,world,reports
until 241s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3000  world         snapshot line 1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=107520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
 10000  world         server a is unreachable
 20000  world         restart line 1 after 30s
 50000  world         the line runs again
 50000  registration  REGISTERED -> REGISTERING   server=b  why=restored
 50000  send          REGISTER to b               attempt=3  why=working_candidate
 50020  registration  REGISTERING -> REGISTERED   server=b  refresh=3569020  why=accepted
107520  failback      AWAY -> PROBING             server=a  why=probe_due
107520  send          REGISTER to a               attempt=4  for=probe  why=probe_due
107540  attempt 4     failed                      why=icmp_unreachable
107540  failback      PROBING -> AWAY             probe=207540  why=probe_failed
120000  world         restart line 1 after 10s clock=0s
130000  world         the line runs again
130000  registration  REGISTERED -> REGISTERING   server=b  why=restored
130000  send          REGISTER to b               attempt=5  why=working_candidate
130020  registration  REGISTERING -> REGISTERED   server=b  refresh=3649020  why=accepted
207540  failback      AWAY -> PROBING             server=a  why=probe_due
207540  send          REGISTER to a               attempt=6  for=probe  why=probe_due
207560  attempt 6     failed                      why=icmp_unreachable
207560  failback      PROBING -> AWAY             probe=307560  why=probe_failed
230000  world         restart line 1 after 10s elapsed=unknown
240000  world         the line runs again
240000  registration  REGISTERED -> REGISTERING   server=b  why=restored
240000  send          REGISTER to b               attempt=7  why=working_candidate
240000  report        line REGISTERING            since=240000  why=silence  cause=silence
240000  failback      AWAY -> PROBING             server=a  why=probe_due
240000  send          REGISTER to a               attempt=8  for=probe  why=probe_due
240020  registration  REGISTERING -> REGISTERED   server=b  refresh=3759020  why=accepted
240020  report        line ON_BACKUP              server=b  since=240020  why=silence  cause=silence
240020  attempt 8     failed                      why=icmp_unreachable
240020  failback      PROBING -> AWAY             probe=340020  why=probe_failed
