# The password in the phone is not the server's; somebody enters the right one after two hours.
server a challenges realm=pbx
server b challenges realm=pbx
line 1 servers=a,b password=wrong jitter_percent=0
start line 1
at 2h new credentials line 1
show reports
until 4h
