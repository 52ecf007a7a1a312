# Fanvil guide, Failover, 1 "Register Failover", steps (1) to (4). A1, A6, C1, C3, C5.
# (1) REGISTER to the primary. (2) It is sent again the configured number of times.
# (3) The primary is unavailable: REGISTER to the backup. (4) The backup accepts.
server a is silent
line 1 like fanvil servers=a,b retry_counts=3
start line 1
until 1min
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  answer        200                         attempt=2  expires=3600
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  failback      HOME -> AWAY                probe=1807520  why=probe_waits
  7520  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
