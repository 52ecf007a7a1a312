# A11, C12, A9: a pass for a changed address is put off to the minute's end when the late 2xx comes: its reason stays, and
# with that it does not wait for the rests.
name pbx.example A a,b ttl=3600
server a delays 9s
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 keepalive_s=0 invite_retry_counts=1 quarantine_s=100
start line 1
at 7600ms network back line 1 address=changed
at 7650ms network back line 1 address=changed
at 7700ms network back line 1 address=changed
at 7750ms network back line 1 address=changed
at 7800ms network back line 1 address=changed
at 7850ms network back line 1 address=changed
at 7900ms network back line 1 address=changed
at 7950ms network back line 1 address=changed
at 8000ms network back line 1 address=changed
at 8050ms network back line 1 address=changed
at 8500ms network back line 1 address=changed
at 40s server a is unreachable
at 40s server b is silent for INVITE
at 40s call line 1
show moves,sends,attempts
until 80s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
   520  resend        REGISTER to a               attempt=1
  1520  resend        REGISTER to a               attempt=1
  3520  resend        REGISTER to a               attempt=1
  7520  attempt 1     failed                      why=silence
  7520  send          REGISTER to b               attempt=2  why=next_candidate
  7540  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516540  why=accepted  cause=silence
  7600  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  7600  send          REGISTER to b               attempt=3  why=working_candidate
  7620  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516620  why=accepted
  7650  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  7650  send          REGISTER to b               attempt=4  why=working_candidate
  7670  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516670  why=accepted
  7700  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  7700  send          REGISTER to b               attempt=5  why=working_candidate
  7720  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516720  why=accepted
  7750  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  7750  send          REGISTER to b               attempt=6  why=working_candidate
  7770  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516770  why=accepted
  7800  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  7800  send          REGISTER to b               attempt=7  why=working_candidate
  7820  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516820  why=accepted
  7850  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  7850  send          REGISTER to b               attempt=8  why=working_candidate
  7870  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516870  why=accepted
  7900  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  7900  send          REGISTER to b               attempt=9  why=working_candidate
  7920  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516920  why=accepted
  7950  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  7950  send          REGISTER to b               attempt=10  why=working_candidate
  7970  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3516970  why=accepted
  8000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  8000  send          REGISTER to b               attempt=11  why=working_candidate
  8020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3517020  why=accepted
  8050  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  8050  send          REGISTER to b               attempt=12  why=working_candidate
  8070  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3517070  why=accepted
  8500  registration  (REGISTERED)                server=pbx.example  refresh=67600  why=put_off
 40000  send          INVITE to b                 attempt=13  request=1  why=call_wanted
 40500  resend        INVITE to b                 attempt=13
 41500  attempt 13    failed                      why=silence
 41500  send          INVITE to a                 attempt=14  request=1  why=next_candidate
 42000  resend        INVITE to a                 attempt=14
 43000  order         Extend                      attempt=14  why=last_candidate
 43000  resend        INVITE to a                 attempt=14
 45000  resend        INVITE to a                 attempt=14
 49000  resend        INVITE to a                 attempt=14
 50500  attempt 14    failed                      why=icmp_unreachable
 67600  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
 67600  send          REGISTER to b               attempt=15  why=first_to_wake
 67620  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3576620  why=accepted
