# A11, B12: a call has found out that the name has another address, and where the line works is none of its targets: the
# late 2xx changes nothing, the line moves with its next refresh.
name pbx.example A a,b ttl=5
server a delays 14s
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 8s name pbx.example A c ttl=3600
at 13s call line 1
show moves,attempts,sends
until 16s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
   520  resend        REGISTER to a               attempt=1
  1520  resend        REGISTER to a               attempt=1
  3520  resend        REGISTER to a               attempt=1
  7520  attempt 1     failed                      why=silence
  7520  send          REGISTER to b               attempt=2  why=next_candidate
  7540  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516540  why=accepted  cause=silence
 13000  send          INVITE to b                 attempt=3  request=1  why=call_wanted
 13020  order         Extend                      attempt=3  why=call_rings
