# Bitfields have a bit.
btfly find 'sock.sk_[br]*' kernel
