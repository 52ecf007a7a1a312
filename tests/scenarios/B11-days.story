# B11: an expired answer is used for three days at most (RFC 8767): the answer of 20 ms, kept for 60 s, serves
# until 259260.02 s. Then pbx.example cannot be resolved.
name pbx.example A a ttl=60
line 1 servers=pbx.example address_family=ipv4 expires_s=90000 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 1 retry_base_s=300 retry_max_s=300
start line 1
at 30s name pbx.example fails with servfail
at 259260.019999s register line 1
at 259261s register line 1
show moves,attempts,sends,world,reports
until 259300s
----
        0  registration  OFF -> REGISTERING          why=started
        0  report        line REGISTERING            since=0  why=started
       20  send          REGISTER to a               attempt=1  why=name_answered
       40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=89948540  why=accepted
       40  report        line REGISTERED             server=pbx.example  at=a  since=40  why=accepted
    30000  world         name pbx.example fails with servfail
 89948540  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
 89948560  send          REGISTER to a               attempt=2  why=name_answered
 89948580  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=179897080  why=accepted
179897080  registration  REGISTERED -> REGISTERING   server=pbx.example  why=refresh_due
179897080  send          REGISTER to a               attempt=3  why=working_candidate
179897100  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=269845600  why=accepted
259260019.999  world         register line 1
259260019.999  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
259260019.999  send          REGISTER to a               attempt=4  why=first_candidate
259260039.999  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=349208539.999  why=accepted
259260039.999  report        request 1 accepted          server=pbx.example
259261000  world         register line 1
259261000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
259261020  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=349208539.999  why=stays_in_service  cause=unresolved
259261020  report        request 2 failed            cause=unresolved
