# C3a, C13, A9: the first server refuses the credentials; the working one rests, and is asked when that is over.
server a at udp:192.0.2.1:5060
server b at udp:192.0.2.2:5060
line 1 servers=a,b address_family=ipv4 failback_servers=never options_interval_s=20 jitter_percent=0 quarantine_s=0 retry_base_s=30 keepalive_s=0 password=wrong
server a is silent
start line 1
at 30s server a is back
at 30s server a challenges realm=x
at 30s server a rejects credentials
at 35s server b answers OPTIONS 503 retry-after=20
show moves,attempts,sends,rests
until 120s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=b  refresh=3526520  why=accepted  cause=silence
  7520  options       OFF -> WAITING              server=b  next=27520  why=options_waits
 27520  options       WAITING -> ASKING           server=b  why=options_due
 27520  send          OPTIONS to b                attempt=3  for=keepalive  why=options_due
 27540  options       ASKING -> WAITING           server=b  next=47540  why=options_answered
 47540  options       WAITING -> ASKING           server=b  why=options_due
 47540  send          OPTIONS to b                attempt=4  for=keepalive  why=options_due
 47560  attempt 4     failed                      why=failover_status  status=503
 47560  rest          of b                        until=67560  why=retry_after  status=503
 47560  rest          shared of b                 until=67560
 47560  options       ASKING -> DOUBTED           server=b  why=options_failed  status=503
 47560  registration  REGISTERED -> REGISTERING   server=b  why=options_failed
 47560  send          REGISTER to a               attempt=5  why=first_candidate
 47580  order         Authenticate                attempt=5  why=challenged
 47600  attempt 5     failed                      why=wrong_credentials  status=401
 47600  order         Abandon                     attempt=5  why=wrong_credentials
 47600  registration  REGISTERING -> REGISTERED   server=b  refresh=67560  why=stays_in_service  status=401
 67560  registration  REGISTERED -> REGISTERING   server=b  why=stays_in_service
 67560  send          REGISTER to b               attempt=6  why=working_candidate
 67580  registration  REGISTERING -> REGISTERED   server=b  refresh=3586580  why=accepted
 67580  options       DOUBTED -> MUTE             server=b  why=options_ignored
