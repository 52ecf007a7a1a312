# B11a, C14: DNS is dead, and the static record that serves in its place is changed. At the next need the new one serves:
# what is kept goes before a static record only where DNS has said it.
static pbx.example A a ttl=3600
name pbx.example fails with timeout
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 60s static pbx.example A b ttl=3600
at 100s register line 1
at 150s name pbx.example A c ttl=60
at 200s register line 1
at 250s name pbx.example fails with timeout
at 300s register line 1
show sends,names,world,moves
until 310s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       A pbx.example               query=1
  9000  answer        a                           query=1  ttl=3600  static
  9000  locate        (ASKING)                    server=pbx.example  why=static_used
  9000  locate        ASKING -> KNOWN             server=pbx.example  until=39000  why=name_answered
  9000  send          REGISTER to a               attempt=1  why=name_answered
  9020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3557520  why=accepted
 60000  world         static pbx.example A b ttl=3600
100000  world         register line 1
100000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
100000  locate        KNOWN -> ASKING             server=pbx.example  until=110000  why=name_asked
100000  resolve       A pbx.example               query=2
109000  answer        b                           query=2  ttl=3600  static
109000  locate        (ASKING)                    server=pbx.example  why=static_used
109000  locate        (ASKING)                    server=pbx.example  why=target_gone
109000  locate        ASKING -> KNOWN             server=pbx.example  until=139000  why=name_answered
109000  send          REGISTER to b               attempt=2  why=name_answered
109020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=3657520  why=accepted
150000  world         name pbx.example A c ttl=60
200000  world         register line 1
200000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
200000  locate        KNOWN -> ASKING             server=pbx.example  until=210000  why=name_asked
200000  resolve       A pbx.example               query=3
200020  answer        c                           query=3  ttl=60
200020  locate        (ASKING)                    server=pbx.example  why=target_gone
200020  locate        ASKING -> KNOWN             server=pbx.example  until=260020  why=name_answered
200020  send          REGISTER to c               attempt=3  why=name_answered
200040  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=3748540  why=accepted
250000  world         name pbx.example fails with timeout
300000  world         register line 1
300000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=user_wish
300000  locate        KNOWN -> ASKING             server=pbx.example  until=310000  why=name_asked
300000  resolve       A pbx.example               query=4
309000  answer        b                           query=4  ttl=3600  static
309000  locate        (ASKING)                    server=pbx.example  why=static_behind
309000  locate        ASKING -> STALE             server=pbx.example  until=339000  why=answer_stale
309000  send          REGISTER to c               attempt=4  why=name_answered
309020  registration  REGISTERING -> REGISTERED   server=pbx.example  at=c  refresh=3857520  why=accepted
