# C3a: at once where it works, also where that name is just being asked for; the first server's no to the credentials
# holds only for where it was said.
server a at udp:192.0.2.1:5060
server b at udp:192.0.2.2:5060
name two.example A b ttl=5
line 1 servers=a,two.example address_family=ipv4 options_interval_s=20 failback_servers=never jitter_percent=0 quarantine_s=0 keepalive_s=0 password=wrong
server a is silent
start line 1
at 30s server a is back
at 30s server a challenges realm=x
at 30s server a rejects credentials
at 30s name two.example answers after=200ms
at 30s server b is silent for OPTIONS
show moves,attempts,sends
until 120s
----
     0  registration  OFF -> REGISTERING          why=started
     0  send          REGISTER to a               attempt=1  why=first_candidate
   500  resend        REGISTER to a               attempt=1
  1500  resend        REGISTER to a               attempt=1
  3500  resend        REGISTER to a               attempt=1
  7500  attempt 1     failed                      why=silence
  7500  send          REGISTER to b               attempt=2  why=next_candidate
  7520  registration  REGISTERING -> REGISTERED   server=two.example  at=b  refresh=3516520  why=accepted  cause=silence
  7520  options       OFF -> WAITING              server=two.example  next=27520  why=options_waits
 27520  options       WAITING -> ASKING           server=two.example  why=options_due
 27520  send          OPTIONS to b                attempt=3  for=keepalive  why=options_due
 27540  options       ASKING -> WAITING           server=two.example  next=47540  why=options_answered
 47540  options       WAITING -> ASKING           server=two.example  why=options_due
 47540  send          OPTIONS to b                attempt=4  for=keepalive  why=options_due
 48040  resend        OPTIONS to b                attempt=4
 49040  resend        OPTIONS to b                attempt=4
 51040  resend        OPTIONS to b                attempt=4
 55040  attempt 4     failed                      why=silence
 55040  options       ASKING -> DOUBTED           server=two.example  why=options_failed  cause=silence
 55040  registration  REGISTERED -> REGISTERING   server=two.example  why=options_failed
 55040  send          REGISTER to a               attempt=5  why=first_candidate
 55060  order         Authenticate                attempt=5  why=challenged
 55080  attempt 5     failed                      why=wrong_credentials  status=401
 55080  order         Abandon                     attempt=5  why=wrong_credentials
 55080  registration  REGISTERING -> REGISTERED   server=two.example  refresh=55080  why=stays_in_service  status=401
 55080  registration  REGISTERED -> REGISTERING   server=two.example  why=stays_in_service
 55240  send          REGISTER to b               attempt=6  why=name_answered
 55260  registration  REGISTERING -> REGISTERED   server=two.example  at=b  refresh=3564260  why=accepted
 55260  options       DOUBTED -> MUTE             server=two.example  why=options_ignored
