# Fanvil guide, "Server Unavailable": the TCP connection times out. A3: connecting counts against the
# configured number of attempts (7.5 s for three repetitions), and then it is the backup's turn (C1).
server a at tcp:192.0.2.1
server b at tcp:192.0.2.2
server a is silent
line 1 like fanvil servers=a,b
start line 1
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
     0  report        line REGISTERING            since=0  why=started
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  answer        connected                   attempt=2
  7540  answer        200                         attempt=2  expires=3600
  7540  registration  REGISTERING -> REGISTERED   server=b  refresh=3526540  why=accepted  cause=silence
  7540  failback      HOME -> AWAY                probe=1807540  why=probe_waits
  7540  report        line ON_BACKUP              server=b  since=7540  why=silence  cause=silence
