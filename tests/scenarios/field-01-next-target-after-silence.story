# A1, A14, A10. Field pain 1 (also 8, 16, 18): over UDP the targets behind a name's first were never
# tried when a request timed out, and the next request went to the same dead one again. A1, A14: all
# addresses are candidates of a REGISTER, silence leads to the next. A10: a silent one rests until a
# stated time, so that the next request begins with the one that answered.
name pbx.example A a,b,c ttl=3600
server a is silent
server b is silent
line 1 servers=x=pbx.example address_family=ipv4 retry_counts=1 jitter_percent=0 keepalive_s=0
start line 1
at 20s register line 1
at 25s server a is back
at 40s register line 1
show moves,attempts,sends,rests,world
until 50s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
   520  resend        REGISTER to a               attempt=1
  1520  attempt 1     failed                      why=silence
  1520  rest          of a                        until=31520  why=quarantined
  1520  rest          shared of a                 until=31520  cause=silence
  1520  send          REGISTER to b               attempt=2  why=next_candidate
  2020  resend        REGISTER to b               attempt=2
  3020  attempt 2     failed                      why=silence
  3020  rest          of b                        until=33020  why=quarantined
  3020  rest          shared of b                 until=33020  cause=silence
  3020  send          REGISTER to c               attempt=3  why=next_candidate
  3040  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=3490540  why=accepted  cause=silence
 20000  world         register line 1
 20000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
 20000  send          REGISTER to c               attempt=4  why=first_candidate
 20020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=3507520  why=accepted
 25000  world         server a is back
 40000  world         register line 1
 40000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
 40000  send          REGISTER to a               attempt=5  why=first_candidate
 40020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3527520  why=accepted
