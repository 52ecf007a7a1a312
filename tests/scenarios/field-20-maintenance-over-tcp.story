# A3, A1. Field pain 20 (also 42, case 09): a server in maintenance took the connection, never
# answered, and held the phone for minutes, where a firewalled one cost seconds. A3: both cost A1's
# time, over TCP and TLS alike, the handshake included; a is connected and silent, c drops what
# comes.
server a at tcp:192.0.2.1
server c at tls:192.0.2.3
server a is silent for REGISTER
server c is silent
line 1 servers=c,b jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=a,b jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
start line 2
show usual
until 50s
----
     0  line 1  registration  OFF -> REGISTERING          why=started
     0  line 1  send          REGISTER to c               attempt=1  why=first_candidate
     0  line 1  report        line REGISTERING            since=0  why=started
     0  line 2  registration  OFF -> REGISTERING          why=started
     0  line 2  send          REGISTER to a               attempt=1  why=first_candidate
     0  line 2  report        line REGISTERING            since=0  why=started
    20  line 2  answer        connected                   attempt=1
  7500  line 1  attempt 1     failed                      why=silence
  7500  line 1  send          REGISTER to b               attempt=2  why=next_candidate
  7500  line 2  attempt 1     failed                      why=silence
  7500  line 2  send          REGISTER to b               attempt=2  why=next_candidate
  7520  line 1  answer        200                         attempt=2  expires=3600
  7520  line 1  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  line 1  failback      HOME -> AWAY                probe=127520  why=probe_waits
  7520  line 1  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
  7520  line 2  answer        200                         attempt=2  expires=3600
  7520  line 2  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  line 2  failback      HOME -> AWAY                probe=127520  why=probe_waits
  7520  line 2  report        line ON_BACKUP              server=b  since=7520  why=silence  cause=silence
