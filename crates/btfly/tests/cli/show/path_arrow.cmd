# Through a pointer, where offsets begin anew.
btfly show 'sk_buff.sk->sk_reuse' kernel
