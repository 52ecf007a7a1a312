# A9. Field pain 15 (also case 51): the memory of a failure was kept with a DNS record that others
# share, and outlived it. A9: a rest belongs to transport, address and port, whatever name leads
# there; it neither touches the name's other addresses nor goes away with a new answer, and ends in
# time.
name one.example A a ttl=10
name two.example A a,b ttl=10
server a is unreachable
line 1 servers=x=one.example,y=two.example address_family=ipv4 quarantine_s=30 failback_servers=never jitter_percent=0 keepalive_s=0
start line 1
at 5s server a is back
at 20s register line 1
at 31s register line 1
show moves,sends,rests,world
until 40s
----
     0  registration  OFF -> REGISTERING          why=started
    20  send          REGISTER to a               attempt=1  why=name_answered
    40  rest          of a                        until=30040  why=quarantined
    40  rest          shared of a                 until=30040  cause=icmp
    40  send          REGISTER to b               attempt=2  why=next_candidate
    60  registration  REGISTERING -> REGISTERED   server=two.example  at=b  refresh=3469560  why=accepted  cause=icmp
  5000  world         server a is back
 20000  world         register line 1
 20000  registration  REGISTERED -> REGISTERING   server=two.example  why=user_wish
 20020  send          REGISTER to b               attempt=3  why=name_answered
 20040  registration  REGISTERING -> REGISTERED   server=two.example  at=b  refresh=3489540  why=accepted
 31000  world         register line 1
 31000  registration  REGISTERED -> REGISTERING   server=two.example  why=user_wish
 31020  send          REGISTER to a               attempt=4  why=name_answered
 31040  registration  REGISTERING -> REGISTERED   server=one.example  at=a  from=two.example  refresh=3500540  why=accepted
