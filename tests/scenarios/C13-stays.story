# C13, C3a: the name leads elsewhere when the address changes, and there the credentials are refused: half an hour until
# the next try, or new ones.
server a at udp:192.0.2.1:5060
server b at udp:192.0.2.2:5060
name pbx.example A a ttl=5
line 1 servers=pbx.example address_family=ipv4 jitter_percent=0 quarantine_s=0 retry_base_s=30 password=wrong
start line 1
server b challenges realm=x
server b rejects credentials
at 10s name pbx.example A b ttl=5
at 20s network back line 1 address=changed
at 2500s server b accepts credentials
at 2500s new credentials line 1
show moves,attempts,sends
until 2600s
----
      0  registration  OFF -> REGISTERING          why=started
     20  send          REGISTER to a               attempt=1  why=name_answered
     40  registration  REGISTERING -> REGISTERED   server=pbx.example  at=a  refresh=3548540  why=accepted
  20000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=address_changed
  20020  send          REGISTER to b               attempt=2  why=name_answered
  20040  order         Authenticate                attempt=2  why=challenged
  20060  attempt 2     failed                      why=wrong_credentials  status=401
  20060  order         Abandon                     attempt=2  why=wrong_credentials
  20060  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=1820060  why=stays_in_service  status=401
1820060  registration  REGISTERED -> REGISTERING   server=pbx.example  why=stays_in_service
1820080  send          REGISTER to b               attempt=3  why=name_answered
1820100  order         Authenticate                attempt=3  why=challenged
1820120  attempt 3     failed                      why=wrong_credentials  status=401
1820120  order         Abandon                     attempt=3  why=wrong_credentials
1820120  registration  REGISTERING -> REGISTERED   server=pbx.example  refresh=3548540  why=stays_in_service  status=401
2500000  registration  REGISTERED -> REGISTERING   server=pbx.example  why=credentials_changed
2500020  send          REGISTER to b               attempt=4  why=name_answered
2500040  registration  REGISTERING -> REGISTERED   server=pbx.example  at=b  refresh=6048540  why=accepted
