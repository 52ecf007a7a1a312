# C14: a REGISTER to a server that stays goes on through changed configurations; the line comes to b.
server a is silent
line 1 servers=a,b jitter_percent=0 failback_interval_s=60
start line 1
at 2s configure line 1 failback_interval_s=61
at 4s configure line 1 failback_interval_s=62
at 6s configure line 1 failback_interval_s=63
at 8s configure line 1 failback_interval_s=64
at 10s configure line 1 failback_interval_s=65
at 12s configure line 1 failback_interval_s=66
at 14s configure line 1 failback_interval_s=67
at 16s configure line 1 failback_interval_s=68
show moves,attempts,sends,reports
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=70520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
  8000  registration  REGISTERED -> REGISTERING   server=b  why=config_changed
  8000  send          REGISTER to b               attempt=3  why=working_candidate
  8020  registration  REGISTERING -> REGISTERED   server=b  refresh=3527020  why=accepted
 10000  registration  REGISTERED -> REGISTERING   server=b  why=config_changed
 10000  send          REGISTER to b               attempt=4  why=working_candidate
 10020  registration  REGISTERING -> REGISTERED   server=b  refresh=3529020  why=accepted
 12000  registration  REGISTERED -> REGISTERING   server=b  why=config_changed
 12000  send          REGISTER to b               attempt=5  why=working_candidate
 12020  registration  REGISTERING -> REGISTERED   server=b  refresh=3531020  why=accepted
 14000  registration  REGISTERED -> REGISTERING   server=b  why=config_changed
 14000  send          REGISTER to b               attempt=6  why=working_candidate
 14020  registration  REGISTERING -> REGISTERED   server=b  refresh=3533020  why=accepted
 16000  registration  REGISTERED -> REGISTERING   server=b  why=config_changed
 16000  send          REGISTER to b               attempt=7  why=working_candidate
 16020  registration  REGISTERING -> REGISTERED   server=b  refresh=3535020  why=accepted
