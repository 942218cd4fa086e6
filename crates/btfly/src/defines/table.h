/*
 * Constants that eBPF programs use and that BTF cannot carry, because the kernel defines them as
 * macros. Names and values only; made by `cargo xtask defines`, do not edit.
 *
 * From Debian's kernel headers 7.2.13-1 (sid); left out is what has another
 * value in 5.10.223-1 (bullseye), 6.1.176-1 (bookworm), 6.12.107-1 (trixie).
 *
 * Include it beside vmlinux.h, before or after; after any other header that may define the same.
 * What differs between architectures is chosen by the __TARGET_ARCH_... macro that libbpf's
 * bpf_tracing.h uses. Where x86, arm64, s390, powerpc, riscv and loongarch agree, no such macro is
 * needed for them; where they do not, the name is defined only with one.
 */
#ifndef __BTFLY_DEFINES_H__
#define __BTFLY_DEFINES_H__

/* errno: linux/errno.h */

#ifndef EPERM
#define EPERM 1
#endif
#ifndef ENOENT
#define ENOENT 2
#endif
#ifndef ESRCH
#define ESRCH 3
#endif
#ifndef EINTR
#define EINTR 4
#endif
#ifndef EIO
#define EIO 5
#endif
#ifndef ENXIO
#define ENXIO 6
#endif
#ifndef E2BIG
#define E2BIG 7
#endif
#ifndef ENOEXEC
#define ENOEXEC 8
#endif
#ifndef EBADF
#define EBADF 9
#endif
#ifndef ECHILD
#define ECHILD 10
#endif
#ifndef EAGAIN
#define EAGAIN 11
#endif
#ifndef EWOULDBLOCK
#define EWOULDBLOCK 11
#endif
#ifndef ENOMEM
#define ENOMEM 12
#endif
#ifndef EACCES
#define EACCES 13
#endif
#ifndef EFAULT
#define EFAULT 14
#endif
#ifndef ENOTBLK
#define ENOTBLK 15
#endif
#ifndef EBUSY
#define EBUSY 16
#endif
#ifndef EEXIST
#define EEXIST 17
#endif
#ifndef EXDEV
#define EXDEV 18
#endif
#ifndef ENODEV
#define ENODEV 19
#endif
#ifndef ENOTDIR
#define ENOTDIR 20
#endif
#ifndef EISDIR
#define EISDIR 21
#endif
#ifndef EINVAL
#define EINVAL 22
#endif
#ifndef ENFILE
#define ENFILE 23
#endif
#ifndef EMFILE
#define EMFILE 24
#endif
#ifndef ENOTTY
#define ENOTTY 25
#endif
#ifndef ETXTBSY
#define ETXTBSY 26
#endif
#ifndef EFBIG
#define EFBIG 27
#endif
#ifndef ENOSPC
#define ENOSPC 28
#endif
#ifndef ESPIPE
#define ESPIPE 29
#endif
#ifndef EROFS
#define EROFS 30
#endif
#ifndef EMLINK
#define EMLINK 31
#endif
#ifndef EPIPE
#define EPIPE 32
#endif
#ifndef EDOM
#define EDOM 33
#endif
#ifndef ERANGE
#define ERANGE 34
#endif
#ifndef EDEADLK
#if defined(__TARGET_ARCH_mips)
#define EDEADLK 45
#elif defined(__TARGET_ARCH_sparc)
#define EDEADLK 78
#else
#define EDEADLK 35
#endif
#endif
#ifndef EDEADLOCK
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc)
#define EDEADLOCK 35
#elif defined(__TARGET_ARCH_powerpc)
#define EDEADLOCK 58
#elif defined(__TARGET_ARCH_mips)
#define EDEADLOCK 56
#elif defined(__TARGET_ARCH_sparc)
#define EDEADLOCK 108
#endif
#endif
#ifndef ENAMETOOLONG
#if defined(__TARGET_ARCH_mips)
#define ENAMETOOLONG 78
#elif defined(__TARGET_ARCH_sparc)
#define ENAMETOOLONG 63
#else
#define ENAMETOOLONG 36
#endif
#endif
#ifndef ENOLCK
#if defined(__TARGET_ARCH_mips)
#define ENOLCK 46
#elif defined(__TARGET_ARCH_sparc)
#define ENOLCK 79
#else
#define ENOLCK 37
#endif
#endif
#ifndef ENOSYS
#if defined(__TARGET_ARCH_mips)
#define ENOSYS 89
#elif defined(__TARGET_ARCH_sparc)
#define ENOSYS 90
#else
#define ENOSYS 38
#endif
#endif
#ifndef ENOTEMPTY
#if defined(__TARGET_ARCH_mips)
#define ENOTEMPTY 93
#elif defined(__TARGET_ARCH_sparc)
#define ENOTEMPTY 66
#else
#define ENOTEMPTY 39
#endif
#endif
#ifndef ELOOP
#if defined(__TARGET_ARCH_mips)
#define ELOOP 90
#elif defined(__TARGET_ARCH_sparc)
#define ELOOP 62
#else
#define ELOOP 40
#endif
#endif
#ifndef ENOMSG
#if defined(__TARGET_ARCH_mips)
#define ENOMSG 35
#elif defined(__TARGET_ARCH_sparc)
#define ENOMSG 75
#else
#define ENOMSG 42
#endif
#endif
#ifndef EIDRM
#if defined(__TARGET_ARCH_mips)
#define EIDRM 36
#elif defined(__TARGET_ARCH_sparc)
#define EIDRM 77
#else
#define EIDRM 43
#endif
#endif
#ifndef ECHRNG
#if defined(__TARGET_ARCH_mips)
#define ECHRNG 37
#elif defined(__TARGET_ARCH_sparc)
#define ECHRNG 94
#else
#define ECHRNG 44
#endif
#endif
#ifndef EL2NSYNC
#if defined(__TARGET_ARCH_mips)
#define EL2NSYNC 38
#elif defined(__TARGET_ARCH_sparc)
#define EL2NSYNC 95
#else
#define EL2NSYNC 45
#endif
#endif
#ifndef EL3HLT
#if defined(__TARGET_ARCH_mips)
#define EL3HLT 39
#elif defined(__TARGET_ARCH_sparc)
#define EL3HLT 96
#else
#define EL3HLT 46
#endif
#endif
#ifndef EL3RST
#if defined(__TARGET_ARCH_mips)
#define EL3RST 40
#elif defined(__TARGET_ARCH_sparc)
#define EL3RST 97
#else
#define EL3RST 47
#endif
#endif
#ifndef ELNRNG
#if defined(__TARGET_ARCH_mips)
#define ELNRNG 41
#elif defined(__TARGET_ARCH_sparc)
#define ELNRNG 98
#else
#define ELNRNG 48
#endif
#endif
#ifndef EUNATCH
#if defined(__TARGET_ARCH_mips)
#define EUNATCH 42
#elif defined(__TARGET_ARCH_sparc)
#define EUNATCH 99
#else
#define EUNATCH 49
#endif
#endif
#ifndef ENOCSI
#if defined(__TARGET_ARCH_mips)
#define ENOCSI 43
#elif defined(__TARGET_ARCH_sparc)
#define ENOCSI 100
#else
#define ENOCSI 50
#endif
#endif
#ifndef EL2HLT
#if defined(__TARGET_ARCH_mips)
#define EL2HLT 44
#elif defined(__TARGET_ARCH_sparc)
#define EL2HLT 101
#else
#define EL2HLT 51
#endif
#endif
#ifndef EBADE
#if defined(__TARGET_ARCH_mips)
#define EBADE 50
#elif defined(__TARGET_ARCH_sparc)
#define EBADE 102
#else
#define EBADE 52
#endif
#endif
#ifndef EBADR
#if defined(__TARGET_ARCH_mips)
#define EBADR 51
#elif defined(__TARGET_ARCH_sparc)
#define EBADR 103
#else
#define EBADR 53
#endif
#endif
#ifndef EXFULL
#if defined(__TARGET_ARCH_mips)
#define EXFULL 52
#elif defined(__TARGET_ARCH_sparc)
#define EXFULL 104
#else
#define EXFULL 54
#endif
#endif
#ifndef ENOANO
#if defined(__TARGET_ARCH_mips)
#define ENOANO 53
#elif defined(__TARGET_ARCH_sparc)
#define ENOANO 105
#else
#define ENOANO 55
#endif
#endif
#ifndef EBADRQC
#if defined(__TARGET_ARCH_mips)
#define EBADRQC 54
#elif defined(__TARGET_ARCH_sparc)
#define EBADRQC 106
#else
#define EBADRQC 56
#endif
#endif
#ifndef EBADSLT
#if defined(__TARGET_ARCH_mips)
#define EBADSLT 55
#elif defined(__TARGET_ARCH_sparc)
#define EBADSLT 107
#else
#define EBADSLT 57
#endif
#endif
#ifndef EBFONT
#if defined(__TARGET_ARCH_sparc)
#define EBFONT 109
#else
#define EBFONT 59
#endif
#endif
#ifndef ENOSTR
#if defined(__TARGET_ARCH_sparc)
#define ENOSTR 72
#else
#define ENOSTR 60
#endif
#endif
#ifndef ENODATA
#if defined(__TARGET_ARCH_sparc)
#define ENODATA 111
#else
#define ENODATA 61
#endif
#endif
#ifndef ETIME
#if defined(__TARGET_ARCH_sparc)
#define ETIME 73
#else
#define ETIME 62
#endif
#endif
#ifndef ENOSR
#if defined(__TARGET_ARCH_sparc)
#define ENOSR 74
#else
#define ENOSR 63
#endif
#endif
#ifndef ENONET
#if defined(__TARGET_ARCH_sparc)
#define ENONET 80
#else
#define ENONET 64
#endif
#endif
#ifndef ENOPKG
#if defined(__TARGET_ARCH_sparc)
#define ENOPKG 113
#else
#define ENOPKG 65
#endif
#endif
#ifndef EREMOTE
#if defined(__TARGET_ARCH_sparc)
#define EREMOTE 71
#else
#define EREMOTE 66
#endif
#endif
#ifndef ENOLINK
#if defined(__TARGET_ARCH_sparc)
#define ENOLINK 82
#else
#define ENOLINK 67
#endif
#endif
#ifndef EPROCLIM
#if defined(__TARGET_ARCH_sparc)
#define EPROCLIM 67
#endif
#endif
#ifndef EADV
#if defined(__TARGET_ARCH_sparc)
#define EADV 83
#else
#define EADV 68
#endif
#endif
#ifndef ESRMNT
#if defined(__TARGET_ARCH_sparc)
#define ESRMNT 84
#else
#define ESRMNT 69
#endif
#endif
#ifndef ECOMM
#if defined(__TARGET_ARCH_sparc)
#define ECOMM 85
#else
#define ECOMM 70
#endif
#endif
#ifndef EPROTO
#if defined(__TARGET_ARCH_sparc)
#define EPROTO 86
#else
#define EPROTO 71
#endif
#endif
#ifndef EMULTIHOP
#if defined(__TARGET_ARCH_mips)
#define EMULTIHOP 74
#elif defined(__TARGET_ARCH_sparc)
#define EMULTIHOP 87
#else
#define EMULTIHOP 72
#endif
#endif
#ifndef EDOTDOT
#if defined(__TARGET_ARCH_sparc)
#define EDOTDOT 88
#else
#define EDOTDOT 73
#endif
#endif
#ifndef EBADMSG
#if defined(__TARGET_ARCH_mips)
#define EBADMSG 77
#elif defined(__TARGET_ARCH_sparc)
#define EBADMSG 76
#else
#define EBADMSG 74
#endif
#endif
#ifndef EFSBADCRC
#if defined(__TARGET_ARCH_mips)
#define EFSBADCRC 77
#elif defined(__TARGET_ARCH_sparc)
#define EFSBADCRC 76
#else
#define EFSBADCRC 74
#endif
#endif
#ifndef EOVERFLOW
#if defined(__TARGET_ARCH_mips)
#define EOVERFLOW 79
#elif defined(__TARGET_ARCH_sparc)
#define EOVERFLOW 92
#else
#define EOVERFLOW 75
#endif
#endif
#ifndef ENOTUNIQ
#if defined(__TARGET_ARCH_mips)
#define ENOTUNIQ 80
#elif defined(__TARGET_ARCH_sparc)
#define ENOTUNIQ 115
#else
#define ENOTUNIQ 76
#endif
#endif
#ifndef EBADFD
#if defined(__TARGET_ARCH_mips)
#define EBADFD 81
#elif defined(__TARGET_ARCH_sparc)
#define EBADFD 93
#else
#define EBADFD 77
#endif
#endif
#ifndef EREMCHG
#if defined(__TARGET_ARCH_mips)
#define EREMCHG 82
#elif defined(__TARGET_ARCH_sparc)
#define EREMCHG 89
#else
#define EREMCHG 78
#endif
#endif
#ifndef ELIBACC
#if defined(__TARGET_ARCH_mips)
#define ELIBACC 83
#elif defined(__TARGET_ARCH_sparc)
#define ELIBACC 114
#else
#define ELIBACC 79
#endif
#endif
#ifndef ELIBBAD
#if defined(__TARGET_ARCH_mips)
#define ELIBBAD 84
#elif defined(__TARGET_ARCH_sparc)
#define ELIBBAD 112
#else
#define ELIBBAD 80
#endif
#endif
#ifndef ELIBSCN
#if defined(__TARGET_ARCH_mips)
#define ELIBSCN 85
#elif defined(__TARGET_ARCH_sparc)
#define ELIBSCN 124
#else
#define ELIBSCN 81
#endif
#endif
#ifndef ERREMOTE
#if defined(__TARGET_ARCH_sparc)
#define ERREMOTE 81
#endif
#endif
#ifndef ELIBMAX
#if defined(__TARGET_ARCH_mips)
#define ELIBMAX 86
#elif defined(__TARGET_ARCH_sparc)
#define ELIBMAX 123
#else
#define ELIBMAX 82
#endif
#endif
#ifndef ELIBEXEC
#if defined(__TARGET_ARCH_mips)
#define ELIBEXEC 87
#elif defined(__TARGET_ARCH_sparc)
#define ELIBEXEC 110
#else
#define ELIBEXEC 83
#endif
#endif
#ifndef EILSEQ
#if defined(__TARGET_ARCH_mips)
#define EILSEQ 88
#elif defined(__TARGET_ARCH_sparc)
#define EILSEQ 122
#else
#define EILSEQ 84
#endif
#endif
#ifndef ERESTART
#if defined(__TARGET_ARCH_mips)
#define ERESTART 91
#elif defined(__TARGET_ARCH_sparc)
#define ERESTART 116
#else
#define ERESTART 85
#endif
#endif
#ifndef ESTRPIPE
#if defined(__TARGET_ARCH_mips)
#define ESTRPIPE 92
#elif defined(__TARGET_ARCH_sparc)
#define ESTRPIPE 91
#else
#define ESTRPIPE 86
#endif
#endif
#ifndef EUSERS
#if defined(__TARGET_ARCH_mips)
#define EUSERS 94
#elif defined(__TARGET_ARCH_sparc)
#define EUSERS 68
#else
#define EUSERS 87
#endif
#endif
#ifndef ENOTSOCK
#if defined(__TARGET_ARCH_mips)
#define ENOTSOCK 95
#elif defined(__TARGET_ARCH_sparc)
#define ENOTSOCK 38
#else
#define ENOTSOCK 88
#endif
#endif
#ifndef EDESTADDRREQ
#if defined(__TARGET_ARCH_mips)
#define EDESTADDRREQ 96
#elif defined(__TARGET_ARCH_sparc)
#define EDESTADDRREQ 39
#else
#define EDESTADDRREQ 89
#endif
#endif
#ifndef EMSGSIZE
#if defined(__TARGET_ARCH_mips)
#define EMSGSIZE 97
#elif defined(__TARGET_ARCH_sparc)
#define EMSGSIZE 40
#else
#define EMSGSIZE 90
#endif
#endif
#ifndef EPROTOTYPE
#if defined(__TARGET_ARCH_mips)
#define EPROTOTYPE 98
#elif defined(__TARGET_ARCH_sparc)
#define EPROTOTYPE 41
#else
#define EPROTOTYPE 91
#endif
#endif
#ifndef ENOPROTOOPT
#if defined(__TARGET_ARCH_mips)
#define ENOPROTOOPT 99
#elif defined(__TARGET_ARCH_sparc)
#define ENOPROTOOPT 42
#else
#define ENOPROTOOPT 92
#endif
#endif
#ifndef EPROTONOSUPPORT
#if defined(__TARGET_ARCH_mips)
#define EPROTONOSUPPORT 120
#elif defined(__TARGET_ARCH_sparc)
#define EPROTONOSUPPORT 43
#else
#define EPROTONOSUPPORT 93
#endif
#endif
#ifndef ESOCKTNOSUPPORT
#if defined(__TARGET_ARCH_mips)
#define ESOCKTNOSUPPORT 121
#elif defined(__TARGET_ARCH_sparc)
#define ESOCKTNOSUPPORT 44
#else
#define ESOCKTNOSUPPORT 94
#endif
#endif
#ifndef EOPNOTSUPP
#if defined(__TARGET_ARCH_mips)
#define EOPNOTSUPP 122
#elif defined(__TARGET_ARCH_sparc)
#define EOPNOTSUPP 45
#else
#define EOPNOTSUPP 95
#endif
#endif
#ifndef EPFNOSUPPORT
#if defined(__TARGET_ARCH_mips)
#define EPFNOSUPPORT 123
#elif defined(__TARGET_ARCH_sparc)
#define EPFNOSUPPORT 46
#else
#define EPFNOSUPPORT 96
#endif
#endif
#ifndef EAFNOSUPPORT
#if defined(__TARGET_ARCH_mips)
#define EAFNOSUPPORT 124
#elif defined(__TARGET_ARCH_sparc)
#define EAFNOSUPPORT 47
#else
#define EAFNOSUPPORT 97
#endif
#endif
#ifndef EADDRINUSE
#if defined(__TARGET_ARCH_mips)
#define EADDRINUSE 125
#elif defined(__TARGET_ARCH_sparc)
#define EADDRINUSE 48
#else
#define EADDRINUSE 98
#endif
#endif
#ifndef EADDRNOTAVAIL
#if defined(__TARGET_ARCH_mips)
#define EADDRNOTAVAIL 126
#elif defined(__TARGET_ARCH_sparc)
#define EADDRNOTAVAIL 49
#else
#define EADDRNOTAVAIL 99
#endif
#endif
#ifndef ENETDOWN
#if defined(__TARGET_ARCH_mips)
#define ENETDOWN 127
#elif defined(__TARGET_ARCH_sparc)
#define ENETDOWN 50
#else
#define ENETDOWN 100
#endif
#endif
#ifndef ENETUNREACH
#if defined(__TARGET_ARCH_mips)
#define ENETUNREACH 128
#elif defined(__TARGET_ARCH_sparc)
#define ENETUNREACH 51
#else
#define ENETUNREACH 101
#endif
#endif
#ifndef ENETRESET
#if defined(__TARGET_ARCH_mips)
#define ENETRESET 129
#elif defined(__TARGET_ARCH_sparc)
#define ENETRESET 52
#else
#define ENETRESET 102
#endif
#endif
#ifndef ECONNABORTED
#if defined(__TARGET_ARCH_mips)
#define ECONNABORTED 130
#elif defined(__TARGET_ARCH_sparc)
#define ECONNABORTED 53
#else
#define ECONNABORTED 103
#endif
#endif
#ifndef ECONNRESET
#if defined(__TARGET_ARCH_mips)
#define ECONNRESET 131
#elif defined(__TARGET_ARCH_sparc)
#define ECONNRESET 54
#else
#define ECONNRESET 104
#endif
#endif
#ifndef ENOBUFS
#if defined(__TARGET_ARCH_mips)
#define ENOBUFS 132
#elif defined(__TARGET_ARCH_sparc)
#define ENOBUFS 55
#else
#define ENOBUFS 105
#endif
#endif
#ifndef EISCONN
#if defined(__TARGET_ARCH_mips)
#define EISCONN 133
#elif defined(__TARGET_ARCH_sparc)
#define EISCONN 56
#else
#define EISCONN 106
#endif
#endif
#ifndef ENOTCONN
#if defined(__TARGET_ARCH_mips)
#define ENOTCONN 134
#elif defined(__TARGET_ARCH_sparc)
#define ENOTCONN 57
#else
#define ENOTCONN 107
#endif
#endif
#ifndef ESHUTDOWN
#if defined(__TARGET_ARCH_mips)
#define ESHUTDOWN 143
#elif defined(__TARGET_ARCH_sparc)
#define ESHUTDOWN 58
#else
#define ESHUTDOWN 108
#endif
#endif
#ifndef ETOOMANYREFS
#if defined(__TARGET_ARCH_mips)
#define ETOOMANYREFS 144
#elif defined(__TARGET_ARCH_sparc)
#define ETOOMANYREFS 59
#else
#define ETOOMANYREFS 109
#endif
#endif
#ifndef ETIMEDOUT
#if defined(__TARGET_ARCH_mips)
#define ETIMEDOUT 145
#elif defined(__TARGET_ARCH_sparc)
#define ETIMEDOUT 60
#else
#define ETIMEDOUT 110
#endif
#endif
#ifndef ECONNREFUSED
#if defined(__TARGET_ARCH_mips)
#define ECONNREFUSED 146
#elif defined(__TARGET_ARCH_sparc)
#define ECONNREFUSED 61
#else
#define ECONNREFUSED 111
#endif
#endif
#ifndef EHOSTDOWN
#if defined(__TARGET_ARCH_mips)
#define EHOSTDOWN 147
#elif defined(__TARGET_ARCH_sparc)
#define EHOSTDOWN 64
#else
#define EHOSTDOWN 112
#endif
#endif
#ifndef EHOSTUNREACH
#if defined(__TARGET_ARCH_mips)
#define EHOSTUNREACH 148
#elif defined(__TARGET_ARCH_sparc)
#define EHOSTUNREACH 65
#else
#define EHOSTUNREACH 113
#endif
#endif
#ifndef EALREADY
#if defined(__TARGET_ARCH_mips)
#define EALREADY 149
#elif defined(__TARGET_ARCH_sparc)
#define EALREADY 37
#else
#define EALREADY 114
#endif
#endif
#ifndef EINPROGRESS
#if defined(__TARGET_ARCH_mips)
#define EINPROGRESS 150
#elif defined(__TARGET_ARCH_sparc)
#define EINPROGRESS 36
#else
#define EINPROGRESS 115
#endif
#endif
#ifndef ESTALE
#if defined(__TARGET_ARCH_mips)
#define ESTALE 151
#elif defined(__TARGET_ARCH_sparc)
#define ESTALE 70
#else
#define ESTALE 116
#endif
#endif
#ifndef EFSCORRUPTED
#if defined(__TARGET_ARCH_mips)
#define EFSCORRUPTED 135
#else
#define EFSCORRUPTED 117
#endif
#endif
#ifndef EUCLEAN
#if defined(__TARGET_ARCH_mips)
#define EUCLEAN 135
#else
#define EUCLEAN 117
#endif
#endif
#ifndef ENOTNAM
#if defined(__TARGET_ARCH_mips)
#define ENOTNAM 137
#else
#define ENOTNAM 118
#endif
#endif
#ifndef ENAVAIL
#if defined(__TARGET_ARCH_mips)
#define ENAVAIL 138
#else
#define ENAVAIL 119
#endif
#endif
#ifndef EISNAM
#if defined(__TARGET_ARCH_mips)
#define EISNAM 139
#else
#define EISNAM 120
#endif
#endif
#ifndef EREMOTEIO
#if defined(__TARGET_ARCH_mips)
#define EREMOTEIO 140
#else
#define EREMOTEIO 121
#endif
#endif
#ifndef EDQUOT
#if defined(__TARGET_ARCH_mips)
#define EDQUOT 1133
#elif defined(__TARGET_ARCH_sparc)
#define EDQUOT 69
#else
#define EDQUOT 122
#endif
#endif
#ifndef ENOMEDIUM
#if defined(__TARGET_ARCH_mips)
#define ENOMEDIUM 159
#elif defined(__TARGET_ARCH_sparc)
#define ENOMEDIUM 125
#else
#define ENOMEDIUM 123
#endif
#endif
#ifndef EMEDIUMTYPE
#if defined(__TARGET_ARCH_mips)
#define EMEDIUMTYPE 160
#elif defined(__TARGET_ARCH_sparc)
#define EMEDIUMTYPE 126
#else
#define EMEDIUMTYPE 124
#endif
#endif
#ifndef ECANCELED
#if defined(__TARGET_ARCH_mips)
#define ECANCELED 158
#elif defined(__TARGET_ARCH_sparc)
#define ECANCELED 127
#else
#define ECANCELED 125
#endif
#endif
#ifndef ENOKEY
#if defined(__TARGET_ARCH_mips)
#define ENOKEY 161
#elif defined(__TARGET_ARCH_sparc)
#define ENOKEY 128
#else
#define ENOKEY 126
#endif
#endif
#ifndef EKEYEXPIRED
#if defined(__TARGET_ARCH_mips)
#define EKEYEXPIRED 162
#elif defined(__TARGET_ARCH_sparc)
#define EKEYEXPIRED 129
#else
#define EKEYEXPIRED 127
#endif
#endif
#ifndef EKEYREVOKED
#if defined(__TARGET_ARCH_mips)
#define EKEYREVOKED 163
#elif defined(__TARGET_ARCH_sparc)
#define EKEYREVOKED 130
#else
#define EKEYREVOKED 128
#endif
#endif
#ifndef EKEYREJECTED
#if defined(__TARGET_ARCH_mips)
#define EKEYREJECTED 164
#elif defined(__TARGET_ARCH_sparc)
#define EKEYREJECTED 131
#else
#define EKEYREJECTED 129
#endif
#endif
#ifndef EOWNERDEAD
#if defined(__TARGET_ARCH_mips)
#define EOWNERDEAD 165
#elif defined(__TARGET_ARCH_sparc)
#define EOWNERDEAD 132
#else
#define EOWNERDEAD 130
#endif
#endif
#ifndef ENOTRECOVERABLE
#if defined(__TARGET_ARCH_mips)
#define ENOTRECOVERABLE 166
#elif defined(__TARGET_ARCH_sparc)
#define ENOTRECOVERABLE 133
#else
#define ENOTRECOVERABLE 131
#endif
#endif
#ifndef ERFKILL
#if defined(__TARGET_ARCH_mips)
#define ERFKILL 167
#elif defined(__TARGET_ARCH_sparc)
#define ERFKILL 134
#else
#define ERFKILL 132
#endif
#endif
#ifndef EHWPOISON
#if defined(__TARGET_ARCH_mips)
#define EHWPOISON 168
#elif defined(__TARGET_ARCH_sparc)
#define EHWPOISON 135
#else
#define EHWPOISON 133
#endif
#endif
#ifndef EFTYPE
#if defined(__TARGET_ARCH_mips)
#define EFTYPE 169
#elif defined(__TARGET_ARCH_sparc)
#define EFTYPE 136
#else
#define EFTYPE 134
#endif
#endif
#ifndef EINIT
#if defined(__TARGET_ARCH_mips)
#define EINIT 141
#endif
#endif
#ifndef EREMDEV
#if defined(__TARGET_ARCH_mips)
#define EREMDEV 142
#endif
#endif

/* limits: linux/limits.h */

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif
#ifndef NAME_MAX
#define NAME_MAX 255
#endif
#ifndef PIPE_BUF
#define PIPE_BUF 4096
#endif
#ifndef XATTR_NAME_MAX
#define XATTR_NAME_MAX 255
#endif
#ifndef XATTR_LIST_MAX
#define XATTR_LIST_MAX 65536
#endif
#ifndef XATTR_SIZE_MAX
#define XATTR_SIZE_MAX 65536
#endif
#ifndef NGROUPS_MAX
#define NGROUPS_MAX 65536
#endif

/* Ethernet: linux/if_ether.h */

#ifndef ETH_P_802_3
#define ETH_P_802_3 0x0001
#endif
#ifndef ETH_P_AX25
#define ETH_P_AX25 0x0002
#endif
#ifndef ETH_P_ALL
#define ETH_P_ALL 0x0003
#endif
#ifndef ETH_P_802_2
#define ETH_P_802_2 0x0004
#endif
#ifndef ETH_P_SNAP
#define ETH_P_SNAP 0x0005
#endif
#ifndef ETH_P_DDCMP
#define ETH_P_DDCMP 0x0006
#endif
#ifndef ETH_P_WAN_PPP
#define ETH_P_WAN_PPP 0x0007
#endif
#ifndef ETH_P_PPP_MP
#define ETH_P_PPP_MP 0x0008
#endif
#ifndef ETH_P_LOCALTALK
#define ETH_P_LOCALTALK 0x0009
#endif
#ifndef ETH_P_CAN
#define ETH_P_CAN 0x000C
#endif
#ifndef ETH_P_CANFD
#define ETH_P_CANFD 0x000D
#endif
#ifndef ETH_P_CANXL
#define ETH_P_CANXL 0x000E
#endif
#ifndef ETH_P_PPPTALK
#define ETH_P_PPPTALK 0x0010
#endif
#ifndef ETH_P_TR_802_2
#define ETH_P_TR_802_2 0x0011
#endif
#ifndef ETH_P_MOBITEX
#define ETH_P_MOBITEX 0x0015
#endif
#ifndef ETH_P_CONTROL
#define ETH_P_CONTROL 0x0016
#endif
#ifndef ETH_P_IRDA
#define ETH_P_IRDA 0x0017
#endif
#ifndef ETH_P_ECONET
#define ETH_P_ECONET 0x0018
#endif
#ifndef ETH_P_HDLC
#define ETH_P_HDLC 0x0019
#endif
#ifndef ETH_P_ARCNET
#define ETH_P_ARCNET 0x001A
#endif
#ifndef ETH_P_DSA
#define ETH_P_DSA 0x001B
#endif
#ifndef ETH_P_TRAILER
#define ETH_P_TRAILER 0x001C
#endif
#ifndef ETH_P_LOOP
#define ETH_P_LOOP 0x0060
#endif
#ifndef ETH_P_PHONET
#define ETH_P_PHONET 0x00F5
#endif
#ifndef ETH_P_IEEE802154
#define ETH_P_IEEE802154 0x00F6
#endif
#ifndef ETH_P_CAIF
#define ETH_P_CAIF 0x00F7
#endif
#ifndef ETH_P_XDSA
#define ETH_P_XDSA 0x00F8
#endif
#ifndef ETH_P_MAP
#define ETH_P_MAP 0x00F9
#endif
#ifndef ETH_P_MCTP
#define ETH_P_MCTP 0x00FA
#endif
#ifndef ETH_P_GRE_OSI
#define ETH_P_GRE_OSI 0x00FE
#endif
#ifndef ETH_P_PUP
#define ETH_P_PUP 0x0200
#endif
#ifndef ETH_P_PUPAT
#define ETH_P_PUPAT 0x0201
#endif
#ifndef ETH_P_802_3_MIN
#define ETH_P_802_3_MIN 0x0600
#endif
#ifndef ETH_P_IP
#define ETH_P_IP 0x0800
#endif
#ifndef ETH_P_X25
#define ETH_P_X25 0x0805
#endif
#ifndef ETH_P_ARP
#define ETH_P_ARP 0x0806
#endif
#ifndef ETH_P_BPQ
#define ETH_P_BPQ 0x08FF
#endif
#ifndef ETH_P_IEEEPUP
#define ETH_P_IEEEPUP 0x0a00
#endif
#ifndef ETH_P_IEEEPUPAT
#define ETH_P_IEEEPUPAT 0x0a01
#endif
#ifndef ETH_P_ERSPAN2
#define ETH_P_ERSPAN2 0x22EB
#endif
#ifndef ETH_P_TSN
#define ETH_P_TSN 0x22F0
#endif
#ifndef ETH_P_BATMAN
#define ETH_P_BATMAN 0x4305
#endif
#ifndef ETH_P_DEC
#define ETH_P_DEC 0x6000
#endif
#ifndef ETH_P_DNA_DL
#define ETH_P_DNA_DL 0x6001
#endif
#ifndef ETH_P_DNA_RC
#define ETH_P_DNA_RC 0x6002
#endif
#ifndef ETH_P_DNA_RT
#define ETH_P_DNA_RT 0x6003
#endif
#ifndef ETH_P_LAT
#define ETH_P_LAT 0x6004
#endif
#ifndef ETH_P_DIAG
#define ETH_P_DIAG 0x6005
#endif
#ifndef ETH_P_CUST
#define ETH_P_CUST 0x6006
#endif
#ifndef ETH_P_SCA
#define ETH_P_SCA 0x6007
#endif
#ifndef ETH_P_TEB
#define ETH_P_TEB 0x6558
#endif
#ifndef ETH_P_RARP
#define ETH_P_RARP 0x8035
#endif
#ifndef ETH_P_ATALK
#define ETH_P_ATALK 0x809B
#endif
#ifndef ETH_P_AARP
#define ETH_P_AARP 0x80F3
#endif
#ifndef ETH_P_8021Q
#define ETH_P_8021Q 0x8100
#endif
#ifndef ETH_P_IPX
#define ETH_P_IPX 0x8137
#endif
#ifndef ETH_P_IPV6
#define ETH_P_IPV6 0x86DD
#endif
#ifndef ETH_P_PAUSE
#define ETH_P_PAUSE 0x8808
#endif
#ifndef ETH_P_SLOW
#define ETH_P_SLOW 0x8809
#endif
#ifndef ETH_P_WCCP
#define ETH_P_WCCP 0x883E
#endif
#ifndef ETH_P_MPLS_UC
#define ETH_P_MPLS_UC 0x8847
#endif
#ifndef ETH_P_MPLS_MC
#define ETH_P_MPLS_MC 0x8848
#endif
#ifndef ETH_P_ATMMPOA
#define ETH_P_ATMMPOA 0x884c
#endif
#ifndef ETH_P_PPP_DISC
#define ETH_P_PPP_DISC 0x8863
#endif
#ifndef ETH_P_PPP_SES
#define ETH_P_PPP_SES 0x8864
#endif
#ifndef ETH_P_LINK_CTL
#define ETH_P_LINK_CTL 0x886c
#endif
#ifndef ETH_P_8021AC
#define ETH_P_8021AC 0x8870
#endif
#ifndef ETH_P_ATMFATE
#define ETH_P_ATMFATE 0x8884
#endif
#ifndef ETH_P_PAE
#define ETH_P_PAE 0x888E
#endif
#ifndef ETH_P_PROFINET
#define ETH_P_PROFINET 0x8892
#endif
#ifndef ETH_P_REALTEK
#define ETH_P_REALTEK 0x8899
#endif
#ifndef ETH_P_AOE
#define ETH_P_AOE 0x88A2
#endif
#ifndef ETH_P_ETHERCAT
#define ETH_P_ETHERCAT 0x88A4
#endif
#ifndef ETH_P_8021AD
#define ETH_P_8021AD 0x88A8
#endif
#ifndef ETH_P_802_EX1
#define ETH_P_802_EX1 0x88B5
#endif
#ifndef ETH_P_ERSPAN
#define ETH_P_ERSPAN 0x88BE
#endif
#ifndef ETH_P_MXLGSW
#define ETH_P_MXLGSW 0x88C3
#endif
#ifndef ETH_P_PREAUTH
#define ETH_P_PREAUTH 0x88C7
#endif
#ifndef ETH_P_TIPC
#define ETH_P_TIPC 0x88CA
#endif
#ifndef ETH_P_LLDP
#define ETH_P_LLDP 0x88CC
#endif
#ifndef ETH_P_MRP
#define ETH_P_MRP 0x88E3
#endif
#ifndef ETH_P_MACSEC
#define ETH_P_MACSEC 0x88E5
#endif
#ifndef ETH_P_8021AH
#define ETH_P_8021AH 0x88E7
#endif
#ifndef ETH_P_MVRP
#define ETH_P_MVRP 0x88F5
#endif
#ifndef ETH_P_1588
#define ETH_P_1588 0x88F7
#endif
#ifndef ETH_P_NCSI
#define ETH_P_NCSI 0x88F8
#endif
#ifndef ETH_P_PRP
#define ETH_P_PRP 0x88FB
#endif
#ifndef ETH_P_CFM
#define ETH_P_CFM 0x8902
#endif
#ifndef ETH_P_FCOE
#define ETH_P_FCOE 0x8906
#endif
#ifndef ETH_P_TDLS
#define ETH_P_TDLS 0x890D
#endif
#ifndef ETH_P_FIP
#define ETH_P_FIP 0x8914
#endif
#ifndef ETH_P_IBOE
#define ETH_P_IBOE 0x8915
#endif
#ifndef ETH_P_80221
#define ETH_P_80221 0x8917
#endif
#ifndef ETH_P_HSR
#define ETH_P_HSR 0x892F
#endif
#ifndef ETH_P_NSH
#define ETH_P_NSH 0x894F
#endif
#ifndef ETH_P_LOOPBACK
#define ETH_P_LOOPBACK 0x9000
#endif
#ifndef ETH_P_QINQ1
#define ETH_P_QINQ1 0x9100
#endif
#ifndef ETH_P_QINQ2
#define ETH_P_QINQ2 0x9200
#endif
#ifndef ETH_P_QINQ3
#define ETH_P_QINQ3 0x9300
#endif
#ifndef ETH_P_YT921X
#define ETH_P_YT921X 0x9988
#endif
#ifndef ETH_P_EDSA
#define ETH_P_EDSA 0xDADA
#endif
#ifndef ETH_P_DSA_8021Q
#define ETH_P_DSA_8021Q 0xDADB
#endif
#ifndef ETH_P_DSA_A5PSW
#define ETH_P_DSA_A5PSW 0xE001
#endif
#ifndef ETH_P_IFE
#define ETH_P_IFE 0xED3E
#endif
#ifndef ETH_P_AF_IUCV
#define ETH_P_AF_IUCV 0xFBFB
#endif
#ifndef ETH_P_NXP_NETC
#define ETH_P_NXP_NETC 0xFD3A
#endif
#ifndef ETH_TLEN
#define ETH_TLEN 2
#endif
#ifndef ETH_FCS_LEN
#define ETH_FCS_LEN 4
#endif
#ifndef ETH_ALEN
#define ETH_ALEN 6
#endif
#ifndef ETH_HLEN
#define ETH_HLEN 14
#endif
#ifndef ETH_ZLEN
#define ETH_ZLEN 60
#endif
#ifndef ETH_MIN_MTU
#define ETH_MIN_MTU 68
#endif
#ifndef ETH_DATA_LEN
#define ETH_DATA_LEN 1500
#endif
#ifndef ETH_FRAME_LEN
#define ETH_FRAME_LEN 1514
#endif
#ifndef ETH_MAX_MTU
#define ETH_MAX_MTU 0xFFFFU
#endif

/* ARP and neighbours: linux/if_arp.h, linux/neighbour.h */

#ifndef ARPHRD_NETROM
#define ARPHRD_NETROM 0
#endif
#ifndef ARPHRD_ETHER
#define ARPHRD_ETHER 1
#endif
#ifndef ARPHRD_EETHER
#define ARPHRD_EETHER 2
#endif
#ifndef ARPHRD_AX25
#define ARPHRD_AX25 3
#endif
#ifndef ARPHRD_PRONET
#define ARPHRD_PRONET 4
#endif
#ifndef ARPHRD_CHAOS
#define ARPHRD_CHAOS 5
#endif
#ifndef ARPHRD_IEEE802
#define ARPHRD_IEEE802 6
#endif
#ifndef ARPHRD_ARCNET
#define ARPHRD_ARCNET 7
#endif
#ifndef ARPHRD_APPLETLK
#define ARPHRD_APPLETLK 8
#endif
#ifndef ARPHRD_DLCI
#define ARPHRD_DLCI 15
#endif
#ifndef ARPHRD_ATM
#define ARPHRD_ATM 19
#endif
#ifndef ARPHRD_METRICOM
#define ARPHRD_METRICOM 23
#endif
#ifndef ARPHRD_IEEE1394
#define ARPHRD_IEEE1394 24
#endif
#ifndef ARPHRD_EUI64
#define ARPHRD_EUI64 27
#endif
#ifndef ARPHRD_INFINIBAND
#define ARPHRD_INFINIBAND 32
#endif
#ifndef ARPHRD_SLIP
#define ARPHRD_SLIP 256
#endif
#ifndef ARPHRD_CSLIP
#define ARPHRD_CSLIP 257
#endif
#ifndef ARPHRD_SLIP6
#define ARPHRD_SLIP6 258
#endif
#ifndef ARPHRD_CSLIP6
#define ARPHRD_CSLIP6 259
#endif
#ifndef ARPHRD_RSRVD
#define ARPHRD_RSRVD 260
#endif
#ifndef ARPHRD_ADAPT
#define ARPHRD_ADAPT 264
#endif
#ifndef ARPHRD_ROSE
#define ARPHRD_ROSE 270
#endif
#ifndef ARPHRD_X25
#define ARPHRD_X25 271
#endif
#ifndef ARPHRD_HWX25
#define ARPHRD_HWX25 272
#endif
#ifndef ARPHRD_CAN
#define ARPHRD_CAN 280
#endif
#ifndef ARPHRD_MCTP
#define ARPHRD_MCTP 290
#endif
#ifndef ARPHRD_PPP
#define ARPHRD_PPP 512
#endif
#ifndef ARPHRD_CISCO
#define ARPHRD_CISCO 513
#endif
#ifndef ARPHRD_HDLC
#define ARPHRD_HDLC 513
#endif
#ifndef ARPHRD_LAPB
#define ARPHRD_LAPB 516
#endif
#ifndef ARPHRD_DDCMP
#define ARPHRD_DDCMP 517
#endif
#ifndef ARPHRD_RAWHDLC
#define ARPHRD_RAWHDLC 518
#endif
#ifndef ARPHRD_RAWIP
#define ARPHRD_RAWIP 519
#endif
#ifndef ARPHRD_TUNNEL
#define ARPHRD_TUNNEL 768
#endif
#ifndef ARPHRD_TUNNEL6
#define ARPHRD_TUNNEL6 769
#endif
#ifndef ARPHRD_FRAD
#define ARPHRD_FRAD 770
#endif
#ifndef ARPHRD_SKIP
#define ARPHRD_SKIP 771
#endif
#ifndef ARPHRD_LOOPBACK
#define ARPHRD_LOOPBACK 772
#endif
#ifndef ARPHRD_LOCALTLK
#define ARPHRD_LOCALTLK 773
#endif
#ifndef ARPHRD_FDDI
#define ARPHRD_FDDI 774
#endif
#ifndef ARPHRD_BIF
#define ARPHRD_BIF 775
#endif
#ifndef ARPHRD_SIT
#define ARPHRD_SIT 776
#endif
#ifndef ARPHRD_IPDDP
#define ARPHRD_IPDDP 777
#endif
#ifndef ARPHRD_IPGRE
#define ARPHRD_IPGRE 778
#endif
#ifndef ARPHRD_PIMREG
#define ARPHRD_PIMREG 779
#endif
#ifndef ARPHRD_HIPPI
#define ARPHRD_HIPPI 780
#endif
#ifndef ARPHRD_ASH
#define ARPHRD_ASH 781
#endif
#ifndef ARPHRD_ECONET
#define ARPHRD_ECONET 782
#endif
#ifndef ARPHRD_IRDA
#define ARPHRD_IRDA 783
#endif
#ifndef ARPHRD_FCPP
#define ARPHRD_FCPP 784
#endif
#ifndef ARPHRD_FCAL
#define ARPHRD_FCAL 785
#endif
#ifndef ARPHRD_FCPL
#define ARPHRD_FCPL 786
#endif
#ifndef ARPHRD_FCFABRIC
#define ARPHRD_FCFABRIC 787
#endif
#ifndef ARPHRD_IEEE802_TR
#define ARPHRD_IEEE802_TR 800
#endif
#ifndef ARPHRD_IEEE80211
#define ARPHRD_IEEE80211 801
#endif
#ifndef ARPHRD_IEEE80211_PRISM
#define ARPHRD_IEEE80211_PRISM 802
#endif
#ifndef ARPHRD_IEEE80211_RADIOTAP
#define ARPHRD_IEEE80211_RADIOTAP 803
#endif
#ifndef ARPHRD_IEEE802154
#define ARPHRD_IEEE802154 804
#endif
#ifndef ARPHRD_IEEE802154_MONITOR
#define ARPHRD_IEEE802154_MONITOR 805
#endif
#ifndef ARPHRD_PHONET
#define ARPHRD_PHONET 820
#endif
#ifndef ARPHRD_PHONET_PIPE
#define ARPHRD_PHONET_PIPE 821
#endif
#ifndef ARPHRD_CAIF
#define ARPHRD_CAIF 822
#endif
#ifndef ARPHRD_IP6GRE
#define ARPHRD_IP6GRE 823
#endif
#ifndef ARPHRD_NETLINK
#define ARPHRD_NETLINK 824
#endif
#ifndef ARPHRD_6LOWPAN
#define ARPHRD_6LOWPAN 825
#endif
#ifndef ARPHRD_VSOCKMON
#define ARPHRD_VSOCKMON 826
#endif
#ifndef ARPHRD_NONE
#define ARPHRD_NONE 0xFFFE
#endif
#ifndef ARPHRD_VOID
#define ARPHRD_VOID 0xFFFF
#endif
#ifndef ARPOP_REQUEST
#define ARPOP_REQUEST 1
#endif
#ifndef ARPOP_REPLY
#define ARPOP_REPLY 2
#endif
#ifndef ARPOP_RREQUEST
#define ARPOP_RREQUEST 3
#endif
#ifndef ARPOP_RREPLY
#define ARPOP_RREPLY 4
#endif
#ifndef ARPOP_InREQUEST
#define ARPOP_InREQUEST 8
#endif
#ifndef ARPOP_InREPLY
#define ARPOP_InREPLY 9
#endif
#ifndef ARPOP_NAK
#define ARPOP_NAK 10
#endif
#ifndef NUD_NONE
#define NUD_NONE 0x00
#endif
#ifndef NUD_INCOMPLETE
#define NUD_INCOMPLETE 0x01
#endif
#ifndef NUD_REACHABLE
#define NUD_REACHABLE 0x02
#endif
#ifndef NUD_STALE
#define NUD_STALE 0x04
#endif
#ifndef NUD_DELAY
#define NUD_DELAY 0x08
#endif
#ifndef NUD_PROBE
#define NUD_PROBE 0x10
#endif
#ifndef NUD_FAILED
#define NUD_FAILED 0x20
#endif
#ifndef NUD_NOARP
#define NUD_NOARP 0x40
#endif
#ifndef NUD_PERMANENT
#define NUD_PERMANENT 0x80
#endif
#ifndef NTF_EXT_MANAGED
#define NTF_EXT_MANAGED 0x1
#endif
#ifndef NTF_USE
#define NTF_USE 0x1
#endif
#ifndef NTF_EXT_LOCKED
#define NTF_EXT_LOCKED 0x2
#endif
#ifndef NTF_SELF
#define NTF_SELF 0x2
#endif
#ifndef NTF_EXT_EXT_VALIDATED
#define NTF_EXT_EXT_VALIDATED 0x4
#endif
#ifndef NTF_MASTER
#define NTF_MASTER 0x4
#endif
#ifndef NTF_PROXY
#define NTF_PROXY 0x8
#endif
#ifndef NTF_EXT_LEARNED
#define NTF_EXT_LEARNED 0x10
#endif
#ifndef NTF_OFFLOADED
#define NTF_OFFLOADED 0x20
#endif
#ifndef NTF_STICKY
#define NTF_STICKY 0x40
#endif
#ifndef NTF_ROUTER
#define NTF_ROUTER 0x80
#endif

/* network devices and packets: linux/if.h, linux/if_packet.h */

#ifndef IFNAMSIZ
#define IFNAMSIZ 16
#endif
#ifndef IFALIASZ
#define IFALIASZ 256
#endif
#ifndef IFF_UP
#define IFF_UP 0x1
#endif
#ifndef IFF_BROADCAST
#define IFF_BROADCAST 0x2
#endif
#ifndef IFF_DEBUG
#define IFF_DEBUG 0x4
#endif
#ifndef IFF_LOOPBACK
#define IFF_LOOPBACK 0x8
#endif
#ifndef IFF_POINTOPOINT
#define IFF_POINTOPOINT 0x10
#endif
#ifndef IFF_NOTRAILERS
#define IFF_NOTRAILERS 0x20
#endif
#ifndef IFF_RUNNING
#define IFF_RUNNING 0x40
#endif
#ifndef IFF_NOARP
#define IFF_NOARP 0x80
#endif
#ifndef IFF_PROMISC
#define IFF_PROMISC 0x100
#endif
#ifndef IFF_ALLMULTI
#define IFF_ALLMULTI 0x200
#endif
#ifndef IFF_MASTER
#define IFF_MASTER 0x400
#endif
#ifndef IFF_SLAVE
#define IFF_SLAVE 0x800
#endif
#ifndef IFF_MULTICAST
#define IFF_MULTICAST 0x1000
#endif
#ifndef IFF_PORTSEL
#define IFF_PORTSEL 0x2000
#endif
#ifndef IFF_AUTOMEDIA
#define IFF_AUTOMEDIA 0x4000
#endif
#ifndef IFF_DYNAMIC
#define IFF_DYNAMIC 0x8000
#endif
#ifndef IFF_LOWER_UP
#define IFF_LOWER_UP 0x10000
#endif
#ifndef IFF_DORMANT
#define IFF_DORMANT 0x20000
#endif
#ifndef IFF_ECHO
#define IFF_ECHO 0x40000
#endif
#ifndef IFF_VOLATILE
#define IFF_VOLATILE 0x70c5a
#endif
#ifndef PACKET_FANOUT_HASH
#define PACKET_FANOUT_HASH 0
#endif
#ifndef PACKET_HOST
#define PACKET_HOST 0
#endif
#ifndef PACKET_MR_MULTICAST
#define PACKET_MR_MULTICAST 0
#endif
#ifndef PACKET_ADD_MEMBERSHIP
#define PACKET_ADD_MEMBERSHIP 1
#endif
#ifndef PACKET_BROADCAST
#define PACKET_BROADCAST 1
#endif
#ifndef PACKET_FANOUT_LB
#define PACKET_FANOUT_LB 1
#endif
#ifndef PACKET_MR_PROMISC
#define PACKET_MR_PROMISC 1
#endif
#ifndef PACKET_DROP_MEMBERSHIP
#define PACKET_DROP_MEMBERSHIP 2
#endif
#ifndef PACKET_FANOUT_CPU
#define PACKET_FANOUT_CPU 2
#endif
#ifndef PACKET_MR_ALLMULTI
#define PACKET_MR_ALLMULTI 2
#endif
#ifndef PACKET_MULTICAST
#define PACKET_MULTICAST 2
#endif
#ifndef PACKET_FANOUT_ROLLOVER
#define PACKET_FANOUT_ROLLOVER 3
#endif
#ifndef PACKET_MR_UNICAST
#define PACKET_MR_UNICAST 3
#endif
#ifndef PACKET_OTHERHOST
#define PACKET_OTHERHOST 3
#endif
#ifndef PACKET_RECV_OUTPUT
#define PACKET_RECV_OUTPUT 3
#endif
#ifndef PACKET_FANOUT_RND
#define PACKET_FANOUT_RND 4
#endif
#ifndef PACKET_OUTGOING
#define PACKET_OUTGOING 4
#endif
#ifndef PACKET_FANOUT_QM
#define PACKET_FANOUT_QM 5
#endif
#ifndef PACKET_LOOPBACK
#define PACKET_LOOPBACK 5
#endif
#ifndef PACKET_RX_RING
#define PACKET_RX_RING 5
#endif
#ifndef PACKET_FANOUT_CBPF
#define PACKET_FANOUT_CBPF 6
#endif
#ifndef PACKET_FASTROUTE
#define PACKET_FASTROUTE 6
#endif
#ifndef PACKET_STATISTICS
#define PACKET_STATISTICS 6
#endif
#ifndef PACKET_USER
#define PACKET_USER 6
#endif
#ifndef PACKET_COPY_THRESH
#define PACKET_COPY_THRESH 7
#endif
#ifndef PACKET_FANOUT_EBPF
#define PACKET_FANOUT_EBPF 7
#endif
#ifndef PACKET_KERNEL
#define PACKET_KERNEL 7
#endif
#ifndef PACKET_AUXDATA
#define PACKET_AUXDATA 8
#endif
#ifndef PACKET_ORIGDEV
#define PACKET_ORIGDEV 9
#endif
#ifndef PACKET_VERSION
#define PACKET_VERSION 10
#endif
#ifndef PACKET_HDRLEN
#define PACKET_HDRLEN 11
#endif
#ifndef PACKET_RESERVE
#define PACKET_RESERVE 12
#endif
#ifndef PACKET_TX_RING
#define PACKET_TX_RING 13
#endif
#ifndef PACKET_LOSS
#define PACKET_LOSS 14
#endif
#ifndef PACKET_VNET_HDR
#define PACKET_VNET_HDR 15
#endif
#ifndef PACKET_TX_TIMESTAMP
#define PACKET_TX_TIMESTAMP 16
#endif
#ifndef PACKET_TIMESTAMP
#define PACKET_TIMESTAMP 17
#endif
#ifndef PACKET_FANOUT
#define PACKET_FANOUT 18
#endif
#ifndef PACKET_TX_HAS_OFF
#define PACKET_TX_HAS_OFF 19
#endif
#ifndef PACKET_QDISC_BYPASS
#define PACKET_QDISC_BYPASS 20
#endif
#ifndef PACKET_ROLLOVER_STATS
#define PACKET_ROLLOVER_STATS 21
#endif
#ifndef PACKET_FANOUT_DATA
#define PACKET_FANOUT_DATA 22
#endif
#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif
#ifndef PACKET_VNET_HDR_SZ
#define PACKET_VNET_HDR_SZ 24
#endif
#ifndef PACKET_FANOUT_FLAG_ROLLOVER
#define PACKET_FANOUT_FLAG_ROLLOVER 0x1000
#endif
#ifndef PACKET_FANOUT_FLAG_UNIQUEID
#define PACKET_FANOUT_FLAG_UNIQUEID 0x2000
#endif
#ifndef PACKET_FANOUT_FLAG_IGNORE_OUTGOING
#define PACKET_FANOUT_FLAG_IGNORE_OUTGOING 0x4000
#endif
#ifndef PACKET_FANOUT_FLAG_DEFRAG
#define PACKET_FANOUT_FLAG_DEFRAG 0x8000
#endif

/* IP protocols: linux/in.h, linux/in6.h */

#ifndef IPPROTO_HOPOPTS
#define IPPROTO_HOPOPTS 0
#endif
#ifndef IPPROTO_IP
#define IPPROTO_IP 0
#endif
#ifndef IPPROTO_ICMP
#define IPPROTO_ICMP 1
#endif
#ifndef IPPROTO_IGMP
#define IPPROTO_IGMP 2
#endif
#ifndef IPPROTO_IPIP
#define IPPROTO_IPIP 4
#endif
#ifndef IPPROTO_TCP
#define IPPROTO_TCP 6
#endif
#ifndef IPPROTO_EGP
#define IPPROTO_EGP 8
#endif
#ifndef IPPROTO_PUP
#define IPPROTO_PUP 12
#endif
#ifndef IPPROTO_UDP
#define IPPROTO_UDP 17
#endif
#ifndef IPPROTO_IDP
#define IPPROTO_IDP 22
#endif
#ifndef IPPROTO_TP
#define IPPROTO_TP 29
#endif
#ifndef IPPROTO_DCCP
#define IPPROTO_DCCP 33
#endif
#ifndef IPPROTO_IPV6
#define IPPROTO_IPV6 41
#endif
#ifndef IPPROTO_ROUTING
#define IPPROTO_ROUTING 43
#endif
#ifndef IPPROTO_FRAGMENT
#define IPPROTO_FRAGMENT 44
#endif
#ifndef IPPROTO_RSVP
#define IPPROTO_RSVP 46
#endif
#ifndef IPPROTO_GRE
#define IPPROTO_GRE 47
#endif
#ifndef IPPROTO_ESP
#define IPPROTO_ESP 50
#endif
#ifndef IPPROTO_AH
#define IPPROTO_AH 51
#endif
#ifndef IPPROTO_ICMPV6
#define IPPROTO_ICMPV6 58
#endif
#ifndef IPPROTO_NONE
#define IPPROTO_NONE 59
#endif
#ifndef IPPROTO_DSTOPTS
#define IPPROTO_DSTOPTS 60
#endif
#ifndef IPPROTO_MTP
#define IPPROTO_MTP 92
#endif
#ifndef IPPROTO_BEETPH
#define IPPROTO_BEETPH 94
#endif
#ifndef IPPROTO_ENCAP
#define IPPROTO_ENCAP 98
#endif
#ifndef IPPROTO_PIM
#define IPPROTO_PIM 103
#endif
#ifndef IPPROTO_COMP
#define IPPROTO_COMP 108
#endif
#ifndef IPPROTO_L2TP
#define IPPROTO_L2TP 115
#endif
#ifndef IPPROTO_SCTP
#define IPPROTO_SCTP 132
#endif
#ifndef IPPROTO_MH
#define IPPROTO_MH 135
#endif
#ifndef IPPROTO_UDPLITE
#define IPPROTO_UDPLITE 136
#endif
#ifndef IPPROTO_MPLS
#define IPPROTO_MPLS 137
#endif
#ifndef IPPROTO_ETHERNET
#define IPPROTO_ETHERNET 143
#endif
#ifndef IPPROTO_AGGFRAG
#define IPPROTO_AGGFRAG 144
#endif
#ifndef IPPROTO_RAW
#define IPPROTO_RAW 255
#endif
#ifndef IPPROTO_SMC
#define IPPROTO_SMC 256
#endif
#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

/* IPv4: linux/in.h, linux/ip.h */

#ifndef INADDR_ANY
#define INADDR_ANY 0x0UL
#endif
#ifndef INADDR_LOOPBACK
#define INADDR_LOOPBACK 0x7f000001
#endif
#ifndef INADDR_DUMMY
#define INADDR_DUMMY 0xc0000008UL
#endif
#ifndef INADDR_UNSPEC_GROUP
#define INADDR_UNSPEC_GROUP 0xe0000000U
#endif
#ifndef INADDR_ALLHOSTS_GROUP
#define INADDR_ALLHOSTS_GROUP 0xe0000001U
#endif
#ifndef INADDR_ALLRTRS_GROUP
#define INADDR_ALLRTRS_GROUP 0xe0000002U
#endif
#ifndef INADDR_ALLSNOOPERS_GROUP
#define INADDR_ALLSNOOPERS_GROUP 0xe000006aU
#endif
#ifndef INADDR_MAX_LOCAL_GROUP
#define INADDR_MAX_LOCAL_GROUP 0xe00000ffU
#endif
#ifndef INADDR_BROADCAST
#define INADDR_BROADCAST 0xffffffffUL
#endif
#ifndef INADDR_NONE
#define INADDR_NONE 0xffffffffUL
#endif
#ifndef IN_CLASSE_NSHIFT
#define IN_CLASSE_NSHIFT 0
#endif
#ifndef IN_CLASSC_NSHIFT
#define IN_CLASSC_NSHIFT 8
#endif
#ifndef IN_CLASSB_NSHIFT
#define IN_CLASSB_NSHIFT 16
#endif
#ifndef IN_CLASSA_NSHIFT
#define IN_CLASSA_NSHIFT 24
#endif
#ifndef IN_LOOPBACKNET
#define IN_LOOPBACKNET 127
#endif
#ifndef IN_CLASSA_MAX
#define IN_CLASSA_MAX 128
#endif
#ifndef IN_CLASSC_HOST
#define IN_CLASSC_HOST 0xffU
#endif
#ifndef IN_CLASSB_HOST
#define IN_CLASSB_HOST 0xffffU
#endif
#ifndef IN_CLASSB_MAX
#define IN_CLASSB_MAX 65536
#endif
#ifndef IN_CLASSA_HOST
#define IN_CLASSA_HOST 0xffffffU
#endif
#ifndef IN_MULTICAST_NET
#define IN_MULTICAST_NET 0xe0000000
#endif
#ifndef IN_CLASSA_NET
#define IN_CLASSA_NET 0xff000000
#endif
#ifndef IN_CLASSB_NET
#define IN_CLASSB_NET 0xffff0000
#endif
#ifndef IN_CLASSC_NET
#define IN_CLASSC_NET 0xffffff00
#endif
#ifndef IN_CLASSE_NET
#define IN_CLASSE_NET 0xffffffff
#endif
#ifndef IPVERSION
#define IPVERSION 4
#endif
#ifndef MAXTTL
#define MAXTTL 255
#endif
#ifndef IPDEFTTL
#define IPDEFTTL 64
#endif
#ifndef IP_PMTUDISC_DONT
#define IP_PMTUDISC_DONT 0
#endif
#ifndef IP_DEFAULT_MULTICAST_LOOP
#define IP_DEFAULT_MULTICAST_LOOP 1
#endif
#ifndef IP_DEFAULT_MULTICAST_TTL
#define IP_DEFAULT_MULTICAST_TTL 1
#endif
#ifndef IP_PMTUDISC_WANT
#define IP_PMTUDISC_WANT 1
#endif
#ifndef IP_TOS
#define IP_TOS 1
#endif
#ifndef IP_PMTUDISC_DO
#define IP_PMTUDISC_DO 2
#endif
#ifndef IP_TTL
#define IP_TTL 2
#endif
#ifndef IP_HDRINCL
#define IP_HDRINCL 3
#endif
#ifndef IP_PMTUDISC_PROBE
#define IP_PMTUDISC_PROBE 3
#endif
#ifndef IP_OPTIONS
#define IP_OPTIONS 4
#endif
#ifndef IP_PMTUDISC_INTERFACE
#define IP_PMTUDISC_INTERFACE 4
#endif
#ifndef IP_PMTUDISC_OMIT
#define IP_PMTUDISC_OMIT 5
#endif
#ifndef IP_ROUTER_ALERT
#define IP_ROUTER_ALERT 5
#endif
#ifndef IP_RECVOPTS
#define IP_RECVOPTS 6
#endif
#ifndef IP_RECVRETOPTS
#define IP_RECVRETOPTS 7
#endif
#ifndef IP_RETOPTS
#define IP_RETOPTS 7
#endif
#ifndef IP_PKTINFO
#define IP_PKTINFO 8
#endif
#ifndef IP_PKTOPTIONS
#define IP_PKTOPTIONS 9
#endif
#ifndef IP_MTU_DISCOVER
#define IP_MTU_DISCOVER 10
#endif
#ifndef IP_RECVERR
#define IP_RECVERR 11
#endif
#ifndef IP_RECVTTL
#define IP_RECVTTL 12
#endif
#ifndef IP_RECVTOS
#define IP_RECVTOS 13
#endif
#ifndef IP_MTU
#define IP_MTU 14
#endif
#ifndef IP_FREEBIND
#define IP_FREEBIND 15
#endif
#ifndef IP_IPSEC_POLICY
#define IP_IPSEC_POLICY 16
#endif
#ifndef IP_XFRM_POLICY
#define IP_XFRM_POLICY 17
#endif
#ifndef IP_PASSSEC
#define IP_PASSSEC 18
#endif
#ifndef IP_TRANSPARENT
#define IP_TRANSPARENT 19
#endif
#ifndef IP_ORIGDSTADDR
#define IP_ORIGDSTADDR 20
#endif
#ifndef IP_RECVORIGDSTADDR
#define IP_RECVORIGDSTADDR 20
#endif
#ifndef IP_MINTTL
#define IP_MINTTL 21
#endif
#ifndef IP_NODEFRAG
#define IP_NODEFRAG 22
#endif
#ifndef IP_CHECKSUM
#define IP_CHECKSUM 23
#endif
#ifndef IP_BIND_ADDRESS_NO_PORT
#define IP_BIND_ADDRESS_NO_PORT 24
#endif
#ifndef IP_RECVFRAGSIZE
#define IP_RECVFRAGSIZE 25
#endif
#ifndef IP_RECVERR_RFC4884
#define IP_RECVERR_RFC4884 26
#endif
#ifndef IP_MULTICAST_IF
#define IP_MULTICAST_IF 32
#endif
#ifndef IP_MULTICAST_TTL
#define IP_MULTICAST_TTL 33
#endif
#ifndef IP_MULTICAST_LOOP
#define IP_MULTICAST_LOOP 34
#endif
#ifndef IP_ADD_MEMBERSHIP
#define IP_ADD_MEMBERSHIP 35
#endif
#ifndef IP_DROP_MEMBERSHIP
#define IP_DROP_MEMBERSHIP 36
#endif
#ifndef IP_UNBLOCK_SOURCE
#define IP_UNBLOCK_SOURCE 37
#endif
#ifndef IP_BLOCK_SOURCE
#define IP_BLOCK_SOURCE 38
#endif
#ifndef IP_ADD_SOURCE_MEMBERSHIP
#define IP_ADD_SOURCE_MEMBERSHIP 39
#endif
#ifndef IP_DROP_SOURCE_MEMBERSHIP
#define IP_DROP_SOURCE_MEMBERSHIP 40
#endif
#ifndef IP_MSFILTER
#define IP_MSFILTER 41
#endif
#ifndef IP_MULTICAST_ALL
#define IP_MULTICAST_ALL 49
#endif
#ifndef IP_UNICAST_IF
#define IP_UNICAST_IF 50
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif
#ifndef IP_PROTOCOL
#define IP_PROTOCOL 52
#endif
#ifndef IPTOS_PREC_ROUTINE
#define IPTOS_PREC_ROUTINE 0x00
#endif
#ifndef IPTOS_MINCOST
#define IPTOS_MINCOST 0x02
#endif
#ifndef IPTOS_RELIABILITY
#define IPTOS_RELIABILITY 0x04
#endif
#ifndef IPTOS_THROUGHPUT
#define IPTOS_THROUGHPUT 0x08
#endif
#ifndef IPTOS_LOWDELAY
#define IPTOS_LOWDELAY 0x10
#endif
#ifndef IPTOS_TOS_MASK
#define IPTOS_TOS_MASK 0x1E
#endif
#ifndef IPTOS_PREC_PRIORITY
#define IPTOS_PREC_PRIORITY 0x20
#endif
#ifndef IPTOS_PREC_IMMEDIATE
#define IPTOS_PREC_IMMEDIATE 0x40
#endif
#ifndef IPTOS_PREC_FLASH
#define IPTOS_PREC_FLASH 0x60
#endif
#ifndef IPTOS_PREC_FLASHOVERRIDE
#define IPTOS_PREC_FLASHOVERRIDE 0x80
#endif
#ifndef IPTOS_PREC_CRITIC_ECP
#define IPTOS_PREC_CRITIC_ECP 0xa0
#endif
#ifndef IPTOS_PREC_INTERNETCONTROL
#define IPTOS_PREC_INTERNETCONTROL 0xc0
#endif
#ifndef IPTOS_PREC_MASK
#define IPTOS_PREC_MASK 0xE0
#endif
#ifndef IPTOS_PREC_NETCONTROL
#define IPTOS_PREC_NETCONTROL 0xe0
#endif
#ifndef IPOPT_CONTROL
#define IPOPT_CONTROL 0x00
#endif
#ifndef IPOPT_END
#define IPOPT_END 0x0
#endif
#ifndef IPOPT_EOL
#define IPOPT_EOL 0x0
#endif
#ifndef IPOPT_OPTVAL
#define IPOPT_OPTVAL 0
#endif
#ifndef IPOPT_TS_TSONLY
#define IPOPT_TS_TSONLY 0
#endif
#ifndef IPOPT_NOOP
#define IPOPT_NOOP 0x1
#endif
#ifndef IPOPT_NOP
#define IPOPT_NOP 0x1
#endif
#ifndef IPOPT_OLEN
#define IPOPT_OLEN 1
#endif
#ifndef IPOPT_TS_TSANDADDR
#define IPOPT_TS_TSANDADDR 1
#endif
#ifndef IPOPT_OFFSET
#define IPOPT_OFFSET 2
#endif
#ifndef IPOPT_TS_PRESPEC
#define IPOPT_TS_PRESPEC 3
#endif
#ifndef IPOPT_MINOFF
#define IPOPT_MINOFF 4
#endif
#ifndef IPOPT_RR
#define IPOPT_RR 0x7
#endif
#ifndef IPOPT_NUMBER_MASK
#define IPOPT_NUMBER_MASK 0x1f
#endif
#ifndef IPOPT_RESERVED1
#define IPOPT_RESERVED1 0x20
#endif
#ifndef IPOPT_MEASUREMENT
#define IPOPT_MEASUREMENT 0x40
#endif
#ifndef IPOPT_TIMESTAMP
#define IPOPT_TIMESTAMP 0x44
#endif
#ifndef IPOPT_TS
#define IPOPT_TS 0x44
#endif
#ifndef IPOPT_CLASS_MASK
#define IPOPT_CLASS_MASK 0x60
#endif
#ifndef IPOPT_RESERVED2
#define IPOPT_RESERVED2 0x60
#endif
#ifndef IPOPT_COPY
#define IPOPT_COPY 0x80
#endif
#ifndef IPOPT_SEC
#define IPOPT_SEC 0x82
#endif
#ifndef IPOPT_LSRR
#define IPOPT_LSRR 0x83
#endif
#ifndef IPOPT_CIPSO
#define IPOPT_CIPSO 0x86
#endif
#ifndef IPOPT_SID
#define IPOPT_SID 0x88
#endif
#ifndef IPOPT_SSRR
#define IPOPT_SSRR 0x89
#endif
#ifndef IPOPT_RA
#define IPOPT_RA 0x94
#endif
#ifndef MCAST_EXCLUDE
#define MCAST_EXCLUDE 0
#endif
#ifndef MCAST_INCLUDE
#define MCAST_INCLUDE 1
#endif
#ifndef MCAST_JOIN_GROUP
#define MCAST_JOIN_GROUP 42
#endif
#ifndef MCAST_BLOCK_SOURCE
#define MCAST_BLOCK_SOURCE 43
#endif
#ifndef MCAST_UNBLOCK_SOURCE
#define MCAST_UNBLOCK_SOURCE 44
#endif
#ifndef MCAST_LEAVE_GROUP
#define MCAST_LEAVE_GROUP 45
#endif
#ifndef MCAST_JOIN_SOURCE_GROUP
#define MCAST_JOIN_SOURCE_GROUP 46
#endif
#ifndef MCAST_LEAVE_SOURCE_GROUP
#define MCAST_LEAVE_SOURCE_GROUP 47
#endif
#ifndef MCAST_MSFILTER
#define MCAST_MSFILTER 48
#endif

/* IPv6: linux/in6.h, linux/ipv6.h, linux/ipv6_route.h */

#ifndef IPV6_FL_A_GET
#define IPV6_FL_A_GET 0
#endif
#ifndef IPV6_FL_S_NONE
#define IPV6_FL_S_NONE 0
#endif
#ifndef IPV6_OPT_ROUTERALERT_MLD
#define IPV6_OPT_ROUTERALERT_MLD 0x0000
#endif
#ifndef IPV6_PMTUDISC_DONT
#define IPV6_PMTUDISC_DONT 0
#endif
#ifndef IPV6_PRIORITY_UNCHARACTERIZED
#define IPV6_PRIORITY_UNCHARACTERIZED 0x0000
#endif
#ifndef IPV6_SRCRT_TYPE_0
#define IPV6_SRCRT_TYPE_0 0
#endif
#ifndef IPV6_TLV_PAD1
#define IPV6_TLV_PAD1 0
#endif
#ifndef IPV6_ADDRFORM
#define IPV6_ADDRFORM 1
#endif
#ifndef IPV6_FL_A_PUT
#define IPV6_FL_A_PUT 1
#endif
#ifndef IPV6_FL_F_CREATE
#define IPV6_FL_F_CREATE 1
#endif
#ifndef IPV6_FL_S_EXCL
#define IPV6_FL_S_EXCL 1
#endif
#ifndef IPV6_PMTUDISC_WANT
#define IPV6_PMTUDISC_WANT 1
#endif
#ifndef IPV6_PREFER_SRC_TMP
#define IPV6_PREFER_SRC_TMP 0x0001
#endif
#ifndef IPV6_SRCRT_STRICT
#define IPV6_SRCRT_STRICT 0x01
#endif
#ifndef IPV6_TLV_PADN
#define IPV6_TLV_PADN 1
#endif
#ifndef IPV6_2292PKTINFO
#define IPV6_2292PKTINFO 2
#endif
#ifndef IPV6_FL_A_RENEW
#define IPV6_FL_A_RENEW 2
#endif
#ifndef IPV6_FL_F_EXCL
#define IPV6_FL_F_EXCL 2
#endif
#ifndef IPV6_FL_S_PROCESS
#define IPV6_FL_S_PROCESS 2
#endif
#ifndef IPV6_PMTUDISC_DO
#define IPV6_PMTUDISC_DO 2
#endif
#ifndef IPV6_PREFER_SRC_PUBLIC
#define IPV6_PREFER_SRC_PUBLIC 0x0002
#endif
#ifndef IPV6_SRCRT_TYPE_2
#define IPV6_SRCRT_TYPE_2 2
#endif
#ifndef IPV6_2292HOPOPTS
#define IPV6_2292HOPOPTS 3
#endif
#ifndef IPV6_FL_S_USER
#define IPV6_FL_S_USER 3
#endif
#ifndef IPV6_PMTUDISC_PROBE
#define IPV6_PMTUDISC_PROBE 3
#endif
#ifndef IPV6_SRCRT_TYPE_3
#define IPV6_SRCRT_TYPE_3 3
#endif
#ifndef IPV6_2292DSTOPTS
#define IPV6_2292DSTOPTS 4
#endif
#ifndef IPV6_FL_F_REFLECT
#define IPV6_FL_F_REFLECT 4
#endif
#ifndef IPV6_PMTUDISC_INTERFACE
#define IPV6_PMTUDISC_INTERFACE 4
#endif
#ifndef IPV6_PREFER_SRC_COA
#define IPV6_PREFER_SRC_COA 0x0004
#endif
#ifndef IPV6_SRCRT_TYPE_4
#define IPV6_SRCRT_TYPE_4 4
#endif
#ifndef IPV6_2292RTHDR
#define IPV6_2292RTHDR 5
#endif
#ifndef IPV6_PMTUDISC_OMIT
#define IPV6_PMTUDISC_OMIT 5
#endif
#ifndef IPV6_TLV_ROUTERALERT
#define IPV6_TLV_ROUTERALERT 5
#endif
#ifndef IPV6_2292PKTOPTIONS
#define IPV6_2292PKTOPTIONS 6
#endif
#ifndef IPV6_CHECKSUM
#define IPV6_CHECKSUM 7
#endif
#ifndef IPV6_TLV_CALIPSO
#define IPV6_TLV_CALIPSO 7
#endif
#ifndef IPV6_2292HOPLIMIT
#define IPV6_2292HOPLIMIT 8
#endif
#ifndef IPV6_FL_F_REMOTE
#define IPV6_FL_F_REMOTE 8
#endif
#ifndef IPV6_PREFER_SRC_CGA
#define IPV6_PREFER_SRC_CGA 0x0008
#endif
#ifndef IPV6_NEXTHOP
#define IPV6_NEXTHOP 9
#endif
#ifndef IPV6_AUTHHDR
#define IPV6_AUTHHDR 10
#endif
#ifndef IPV6_FLOWINFO
#define IPV6_FLOWINFO 11
#endif
#ifndef IPV6_UNICAST_HOPS
#define IPV6_UNICAST_HOPS 16
#endif
#ifndef IPV6_MULTICAST_IF
#define IPV6_MULTICAST_IF 17
#endif
#ifndef IPV6_MULTICAST_HOPS
#define IPV6_MULTICAST_HOPS 18
#endif
#ifndef IPV6_MULTICAST_LOOP
#define IPV6_MULTICAST_LOOP 19
#endif
#ifndef IPV6_ADD_MEMBERSHIP
#define IPV6_ADD_MEMBERSHIP 20
#endif
#ifndef IPV6_DROP_MEMBERSHIP
#define IPV6_DROP_MEMBERSHIP 21
#endif
#ifndef IPV6_ROUTER_ALERT
#define IPV6_ROUTER_ALERT 22
#endif
#ifndef IPV6_MTU_DISCOVER
#define IPV6_MTU_DISCOVER 23
#endif
#ifndef IPV6_MTU
#define IPV6_MTU 24
#endif
#ifndef IPV6_RECVERR
#define IPV6_RECVERR 25
#endif
#ifndef IPV6_V6ONLY
#define IPV6_V6ONLY 26
#endif
#ifndef IPV6_JOIN_ANYCAST
#define IPV6_JOIN_ANYCAST 27
#endif
#ifndef IPV6_LEAVE_ANYCAST
#define IPV6_LEAVE_ANYCAST 28
#endif
#ifndef IPV6_MULTICAST_ALL
#define IPV6_MULTICAST_ALL 29
#endif
#ifndef IPV6_ROUTER_ALERT_ISOLATE
#define IPV6_ROUTER_ALERT_ISOLATE 30
#endif
#ifndef IPV6_RECVERR_RFC4884
#define IPV6_RECVERR_RFC4884 31
#endif
#ifndef IPV6_FLOWLABEL_MGR
#define IPV6_FLOWLABEL_MGR 32
#endif
#ifndef IPV6_FLOWINFO_SEND
#define IPV6_FLOWINFO_SEND 33
#endif
#ifndef IPV6_IPSEC_POLICY
#define IPV6_IPSEC_POLICY 34
#endif
#ifndef IPV6_XFRM_POLICY
#define IPV6_XFRM_POLICY 35
#endif
#ifndef IPV6_HDRINCL
#define IPV6_HDRINCL 36
#endif
#ifndef IPV6_RECVPKTINFO
#define IPV6_RECVPKTINFO 49
#endif
#ifndef IPV6_TLV_IOAM
#define IPV6_TLV_IOAM 49
#endif
#ifndef IPV6_PKTINFO
#define IPV6_PKTINFO 50
#endif
#ifndef IPV6_RECVHOPLIMIT
#define IPV6_RECVHOPLIMIT 51
#endif
#ifndef IPV6_HOPLIMIT
#define IPV6_HOPLIMIT 52
#endif
#ifndef IPV6_RECVHOPOPTS
#define IPV6_RECVHOPOPTS 53
#endif
#ifndef IPV6_HOPOPTS
#define IPV6_HOPOPTS 54
#endif
#ifndef IPV6_RTHDRDSTOPTS
#define IPV6_RTHDRDSTOPTS 55
#endif
#ifndef IPV6_RECVRTHDR
#define IPV6_RECVRTHDR 56
#endif
#ifndef IPV6_RTHDR
#define IPV6_RTHDR 57
#endif
#ifndef IPV6_RECVDSTOPTS
#define IPV6_RECVDSTOPTS 58
#endif
#ifndef IPV6_DSTOPTS
#define IPV6_DSTOPTS 59
#endif
#ifndef IPV6_RECVPATHMTU
#define IPV6_RECVPATHMTU 60
#endif
#ifndef IPV6_PATHMTU
#define IPV6_PATHMTU 61
#endif
#ifndef IPV6_DONTFRAG
#define IPV6_DONTFRAG 62
#endif
#ifndef IPV6_RECVTCLASS
#define IPV6_RECVTCLASS 66
#endif
#ifndef IPV6_TCLASS
#define IPV6_TCLASS 67
#endif
#ifndef IPV6_AUTOFLOWLABEL
#define IPV6_AUTOFLOWLABEL 70
#endif
#ifndef IPV6_ADDR_PREFERENCES
#define IPV6_ADDR_PREFERENCES 72
#endif
#ifndef IPV6_MINHOPCOUNT
#define IPV6_MINHOPCOUNT 73
#endif
#ifndef IPV6_ORIGDSTADDR
#define IPV6_ORIGDSTADDR 74
#endif
#ifndef IPV6_RECVORIGDSTADDR
#define IPV6_RECVORIGDSTADDR 74
#endif
#ifndef IPV6_TRANSPARENT
#define IPV6_TRANSPARENT 75
#endif
#ifndef IPV6_UNICAST_IF
#define IPV6_UNICAST_IF 76
#endif
#ifndef IPV6_RECVFRAGSIZE
#define IPV6_RECVFRAGSIZE 77
#endif
#ifndef IPV6_FREEBIND
#define IPV6_FREEBIND 78
#endif
#ifndef IPV6_TLV_JUMBO
#define IPV6_TLV_JUMBO 194
#endif
#ifndef IPV6_TLV_HAO
#define IPV6_TLV_HAO 201
#endif
#ifndef IPV6_FL_S_ANY
#define IPV6_FL_S_ANY 255
#endif
#ifndef IPV6_PREFER_SRC_PUBTMP_DEFAULT
#define IPV6_PREFER_SRC_PUBTMP_DEFAULT 0x0100
#endif
#ifndef IPV6_PRIORITY_FILLER
#define IPV6_PRIORITY_FILLER 0x0100
#endif
#ifndef IPV6_PRIORITY_UNATTENDED
#define IPV6_PRIORITY_UNATTENDED 0x0200
#endif
#ifndef IPV6_PRIORITY_RESERVED1
#define IPV6_PRIORITY_RESERVED1 0x0300
#endif
#ifndef IPV6_PREFER_SRC_HOME
#define IPV6_PREFER_SRC_HOME 0x0400
#endif
#ifndef IPV6_PRIORITY_BULK
#define IPV6_PRIORITY_BULK 0x0400
#endif
#ifndef IPV6_MIN_MTU
#define IPV6_MIN_MTU 1280
#endif
#ifndef IPV6_PRIORITY_RESERVED2
#define IPV6_PRIORITY_RESERVED2 0x0500
#endif
#ifndef IPV6_PRIORITY_INTERACTIVE
#define IPV6_PRIORITY_INTERACTIVE 0x0600
#endif
#ifndef IPV6_PRIORITY_CONTROL
#define IPV6_PRIORITY_CONTROL 0x0700
#endif
#ifndef IPV6_PREFER_SRC_NONCGA
#define IPV6_PREFER_SRC_NONCGA 0x0800
#endif
#ifndef IPV6_PRIORITY_8
#define IPV6_PRIORITY_8 0x0800
#endif
#ifndef IPV6_PRIORITY_9
#define IPV6_PRIORITY_9 0x0900
#endif
#ifndef IPV6_PRIORITY_10
#define IPV6_PRIORITY_10 0x0a00
#endif
#ifndef IPV6_PRIORITY_11
#define IPV6_PRIORITY_11 0x0b00
#endif
#ifndef IPV6_PRIORITY_12
#define IPV6_PRIORITY_12 0x0c00
#endif
#ifndef IPV6_PRIORITY_13
#define IPV6_PRIORITY_13 0x0d00
#endif
#ifndef IPV6_PRIORITY_14
#define IPV6_PRIORITY_14 0x0e00
#endif
#ifndef IPV6_PRIORITY_15
#define IPV6_PRIORITY_15 0x0f00
#endif
#ifndef IPV6_FLOWINFO_FLOWLABEL
#define IPV6_FLOWINFO_FLOWLABEL 0x000fffff
#endif
#ifndef IPV6_FLOWINFO_PRIORITY
#define IPV6_FLOWINFO_PRIORITY 0x0ff00000
#endif

/* TCP and UDP: linux/tcp.h, linux/udp.h */

#ifndef TCP_ACCECN_OPT_NOT_SEEN
#define TCP_ACCECN_OPT_NOT_SEEN 0x0
#endif
#ifndef TCP_REPAIR_OFF
#define TCP_REPAIR_OFF 0
#endif
#ifndef TCP_ACCECN_OPT_EMPTY_SEEN
#define TCP_ACCECN_OPT_EMPTY_SEEN 0x1
#endif
#ifndef TCP_AO_KEYF_IFINDEX
#define TCP_AO_KEYF_IFINDEX 0x1
#endif
#ifndef TCP_MD5SIG_FLAG_PREFIX
#define TCP_MD5SIG_FLAG_PREFIX 0x1
#endif
#ifndef TCP_NODELAY
#define TCP_NODELAY 1
#endif
#ifndef TCP_RECEIVE_ZEROCOPY_FLAG_TLB_CLEAN_HINT
#define TCP_RECEIVE_ZEROCOPY_FLAG_TLB_CLEAN_HINT 0x1
#endif
#ifndef TCP_REPAIR_ON
#define TCP_REPAIR_ON 1
#endif
#ifndef TCP_ACCECN_OPT_COUNTER_SEEN
#define TCP_ACCECN_OPT_COUNTER_SEEN 0x2
#endif
#ifndef TCP_AO_KEYF_EXCLUDE_OPT
#define TCP_AO_KEYF_EXCLUDE_OPT 0x2
#endif
#ifndef TCP_MAXSEG
#define TCP_MAXSEG 2
#endif
#ifndef TCP_MD5SIG_FLAG_IFINDEX
#define TCP_MD5SIG_FLAG_IFINDEX 0x2
#endif
#ifndef TCP_ACCECN_OPT_FAIL_SEEN
#define TCP_ACCECN_OPT_FAIL_SEEN 0x3
#endif
#ifndef TCP_CORK
#define TCP_CORK 3
#endif
#ifndef TCP_KEEPIDLE
#define TCP_KEEPIDLE 4
#endif
#ifndef TCP_KEEPINTVL
#define TCP_KEEPINTVL 5
#endif
#ifndef TCP_KEEPCNT
#define TCP_KEEPCNT 6
#endif
#ifndef TCP_ENCAP_ESPINTCP
#define TCP_ENCAP_ESPINTCP 7
#endif
#ifndef TCP_SYNCNT
#define TCP_SYNCNT 7
#endif
#ifndef TCP_LINGER2
#define TCP_LINGER2 8
#endif
#ifndef TCP_DEFER_ACCEPT
#define TCP_DEFER_ACCEPT 9
#endif
#ifndef TCP_WINDOW_CLAMP
#define TCP_WINDOW_CLAMP 10
#endif
#ifndef TCP_INFO
#define TCP_INFO 11
#endif
#ifndef TCP_QUICKACK
#define TCP_QUICKACK 12
#endif
#ifndef TCP_CONGESTION
#define TCP_CONGESTION 13
#endif
#ifndef TCP_MD5SIG
#define TCP_MD5SIG 14
#endif
#ifndef TCP_THIN_LINEAR_TIMEOUTS
#define TCP_THIN_LINEAR_TIMEOUTS 16
#endif
#ifndef TCP_THIN_DUPACK
#define TCP_THIN_DUPACK 17
#endif
#ifndef TCP_USER_TIMEOUT
#define TCP_USER_TIMEOUT 18
#endif
#ifndef TCP_REPAIR
#define TCP_REPAIR 19
#endif
#ifndef TCP_REPAIR_QUEUE
#define TCP_REPAIR_QUEUE 20
#endif
#ifndef TCP_QUEUE_SEQ
#define TCP_QUEUE_SEQ 21
#endif
#ifndef TCP_REPAIR_OPTIONS
#define TCP_REPAIR_OPTIONS 22
#endif
#ifndef TCP_FASTOPEN
#define TCP_FASTOPEN 23
#endif
#ifndef TCP_TIMESTAMP
#define TCP_TIMESTAMP 24
#endif
#ifndef TCP_NOTSENT_LOWAT
#define TCP_NOTSENT_LOWAT 25
#endif
#ifndef TCP_CC_INFO
#define TCP_CC_INFO 26
#endif
#ifndef TCP_SAVE_SYN
#define TCP_SAVE_SYN 27
#endif
#ifndef TCP_SAVED_SYN
#define TCP_SAVED_SYN 28
#endif
#ifndef TCP_REPAIR_WINDOW
#define TCP_REPAIR_WINDOW 29
#endif
#ifndef TCP_FASTOPEN_CONNECT
#define TCP_FASTOPEN_CONNECT 30
#endif
#ifndef TCP_ULP
#define TCP_ULP 31
#endif
#ifndef TCP_MD5SIG_EXT
#define TCP_MD5SIG_EXT 32
#endif
#ifndef TCP_FASTOPEN_KEY
#define TCP_FASTOPEN_KEY 33
#endif
#ifndef TCP_FASTOPEN_NO_COOKIE
#define TCP_FASTOPEN_NO_COOKIE 34
#endif
#ifndef TCP_ZEROCOPY_RECEIVE
#define TCP_ZEROCOPY_RECEIVE 35
#endif
#ifndef TCP_CM_INQ
#define TCP_CM_INQ 36
#endif
#ifndef TCP_INQ
#define TCP_INQ 36
#endif
#ifndef TCP_TX_DELAY
#define TCP_TX_DELAY 37
#endif
#ifndef TCP_AO_ADD_KEY
#define TCP_AO_ADD_KEY 38
#endif
#ifndef TCP_AO_DEL_KEY
#define TCP_AO_DEL_KEY 39
#endif
#ifndef TCP_AO_INFO
#define TCP_AO_INFO 40
#endif
#ifndef TCP_AO_GET_KEYS
#define TCP_AO_GET_KEYS 41
#endif
#ifndef TCP_AO_REPAIR
#define TCP_AO_REPAIR 42
#endif
#ifndef TCP_IS_MPTCP
#define TCP_IS_MPTCP 43
#endif
#ifndef TCP_RTO_MAX_MS
#define TCP_RTO_MAX_MS 44
#endif
#ifndef TCP_RTO_MIN_US
#define TCP_RTO_MIN_US 45
#endif
#ifndef TCP_DELACK_MAX_US
#define TCP_DELACK_MAX_US 46
#endif
#ifndef TCP_AO_MAXKEYLEN
#define TCP_AO_MAXKEYLEN 80
#endif
#ifndef TCP_MD5SIG_MAXKEYLEN
#define TCP_MD5SIG_MAXKEYLEN 80
#endif
#ifndef TCP_MSS_DEFAULT
#define TCP_MSS_DEFAULT 536U
#endif
#ifndef TCP_MSS_DESIRED
#define TCP_MSS_DESIRED 1220U
#endif
#ifndef TCP_REPAIR_OFF_NO_WP
#define TCP_REPAIR_OFF_NO_WP (-1)
#endif
#ifndef TCPI_ECN_MODE_DISABLED
#define TCPI_ECN_MODE_DISABLED 0x0
#endif
#ifndef TCPI_ECN_MODE_RFC3168
#define TCPI_ECN_MODE_RFC3168 0x1
#endif
#ifndef TCPI_OPT_TIMESTAMPS
#define TCPI_OPT_TIMESTAMPS 1
#endif
#ifndef TCPI_ECN_MODE_ACCECN
#define TCPI_ECN_MODE_ACCECN 0x2
#endif
#ifndef TCPI_OPT_SACK
#define TCPI_OPT_SACK 2
#endif
#ifndef TCPI_ECN_MODE_PENDING
#define TCPI_ECN_MODE_PENDING 0x3
#endif
#ifndef TCPI_OPT_WSCALE
#define TCPI_OPT_WSCALE 4
#endif
#ifndef TCPI_OPT_ECN
#define TCPI_OPT_ECN 8
#endif
#ifndef TCPI_OPT_ECN_SEEN
#define TCPI_OPT_ECN_SEEN 16
#endif
#ifndef TCPI_OPT_SYN_DATA
#define TCPI_OPT_SYN_DATA 32
#endif
#ifndef TCPI_OPT_USEC_TS
#define TCPI_OPT_USEC_TS 64
#endif
#ifndef TCPI_OPT_TFO_CHILD
#define TCPI_OPT_TFO_CHILD 128
#endif
#ifndef UDP_CORK
#define UDP_CORK 1
#endif
#ifndef UDP_ENCAP_ESPINUDP_NON_IKE
#define UDP_ENCAP_ESPINUDP_NON_IKE 1
#endif
#ifndef UDP_ENCAP_ESPINUDP
#define UDP_ENCAP_ESPINUDP 2
#endif
#ifndef UDP_ENCAP_L2TPINUDP
#define UDP_ENCAP_L2TPINUDP 3
#endif
#ifndef UDP_ENCAP_GTP0
#define UDP_ENCAP_GTP0 4
#endif
#ifndef UDP_ENCAP_GTP1U
#define UDP_ENCAP_GTP1U 5
#endif
#ifndef UDP_ENCAP_RXRPC
#define UDP_ENCAP_RXRPC 6
#endif
#ifndef UDP_ENCAP_OVPNINUDP
#define UDP_ENCAP_OVPNINUDP 8
#endif
#ifndef UDP_ENCAP
#define UDP_ENCAP 100
#endif
#ifndef UDP_NO_CHECK6_TX
#define UDP_NO_CHECK6_TX 101
#endif
#ifndef UDP_NO_CHECK6_RX
#define UDP_NO_CHECK6_RX 102
#endif
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

/* ICMP: linux/icmp.h, linux/icmpv6.h */

#ifndef ICMP_ECHOREPLY
#define ICMP_ECHOREPLY 0
#endif
#ifndef ICMP_EXC_TTL
#define ICMP_EXC_TTL 0
#endif
#ifndef ICMP_NET_UNREACH
#define ICMP_NET_UNREACH 0
#endif
#ifndef ICMP_REDIR_NET
#define ICMP_REDIR_NET 0
#endif
#ifndef ICMP_AFI_IP
#define ICMP_AFI_IP 1
#endif
#ifndef ICMP_EXC_FRAGTIME
#define ICMP_EXC_FRAGTIME 1
#endif
#ifndef ICMP_EXT_CODE_MAL_QUERY
#define ICMP_EXT_CODE_MAL_QUERY 1
#endif
#ifndef ICMP_EXT_ECHOREPLY_IPV6
#define ICMP_EXT_ECHOREPLY_IPV6 1
#endif
#ifndef ICMP_EXT_ECHO_CTYPE_NAME
#define ICMP_EXT_ECHO_CTYPE_NAME 1
#endif
#ifndef ICMP_FILTER
#define ICMP_FILTER 1
#endif
#ifndef ICMP_HOST_UNREACH
#define ICMP_HOST_UNREACH 1
#endif
#ifndef ICMP_REDIR_HOST
#define ICMP_REDIR_HOST 1
#endif
#ifndef ICMP_AFI_IP6
#define ICMP_AFI_IP6 2
#endif
#ifndef ICMP_EXT_CODE_NO_IF
#define ICMP_EXT_CODE_NO_IF 2
#endif
#ifndef ICMP_EXT_ECHOREPLY_IPV4
#define ICMP_EXT_ECHOREPLY_IPV4 0x2
#endif
#ifndef ICMP_EXT_ECHO_CTYPE_INDEX
#define ICMP_EXT_ECHO_CTYPE_INDEX 2
#endif
#ifndef ICMP_PROT_UNREACH
#define ICMP_PROT_UNREACH 2
#endif
#ifndef ICMP_REDIR_NETTOS
#define ICMP_REDIR_NETTOS 2
#endif
#ifndef ICMP_DEST_UNREACH
#define ICMP_DEST_UNREACH 3
#endif
#ifndef ICMP_EXT_CODE_NO_TABLE_ENT
#define ICMP_EXT_CODE_NO_TABLE_ENT 3
#endif
#ifndef ICMP_EXT_ECHO_CTYPE_ADDR
#define ICMP_EXT_ECHO_CTYPE_ADDR 3
#endif
#ifndef ICMP_PORT_UNREACH
#define ICMP_PORT_UNREACH 3
#endif
#ifndef ICMP_REDIR_HOSTTOS
#define ICMP_REDIR_HOSTTOS 3
#endif
#ifndef ICMP_EXT_CODE_MULT_IFS
#define ICMP_EXT_CODE_MULT_IFS 4
#endif
#ifndef ICMP_EXT_ECHOREPLY_ACTIVE
#define ICMP_EXT_ECHOREPLY_ACTIVE 0x4
#endif
#ifndef ICMP_FRAG_NEEDED
#define ICMP_FRAG_NEEDED 4
#endif
#ifndef ICMP_SOURCE_QUENCH
#define ICMP_SOURCE_QUENCH 4
#endif
#ifndef ICMP_REDIRECT
#define ICMP_REDIRECT 5
#endif
#ifndef ICMP_SR_FAILED
#define ICMP_SR_FAILED 5
#endif
#ifndef ICMP_NET_UNKNOWN
#define ICMP_NET_UNKNOWN 6
#endif
#ifndef ICMP_HOST_UNKNOWN
#define ICMP_HOST_UNKNOWN 7
#endif
#ifndef ICMP_ECHO
#define ICMP_ECHO 8
#endif
#ifndef ICMP_HOST_ISOLATED
#define ICMP_HOST_ISOLATED 8
#endif
#ifndef ICMP_NET_ANO
#define ICMP_NET_ANO 9
#endif
#ifndef ICMP_HOST_ANO
#define ICMP_HOST_ANO 10
#endif
#ifndef ICMP_NET_UNR_TOS
#define ICMP_NET_UNR_TOS 11
#endif
#ifndef ICMP_TIME_EXCEEDED
#define ICMP_TIME_EXCEEDED 11
#endif
#ifndef ICMP_HOST_UNR_TOS
#define ICMP_HOST_UNR_TOS 12
#endif
#ifndef ICMP_PARAMETERPROB
#define ICMP_PARAMETERPROB 12
#endif
#ifndef ICMP_PKT_FILTERED
#define ICMP_PKT_FILTERED 13
#endif
#ifndef ICMP_TIMESTAMP
#define ICMP_TIMESTAMP 13
#endif
#ifndef ICMP_PREC_VIOLATION
#define ICMP_PREC_VIOLATION 14
#endif
#ifndef ICMP_TIMESTAMPREPLY
#define ICMP_TIMESTAMPREPLY 14
#endif
#ifndef ICMP_INFO_REQUEST
#define ICMP_INFO_REQUEST 15
#endif
#ifndef ICMP_PREC_CUTOFF
#define ICMP_PREC_CUTOFF 15
#endif
#ifndef ICMP_INFO_REPLY
#define ICMP_INFO_REPLY 16
#endif
#ifndef ICMP_ADDRESS
#define ICMP_ADDRESS 17
#endif
#ifndef ICMP_ADDRESSREPLY
#define ICMP_ADDRESSREPLY 18
#endif
#ifndef ICMP_EXT_ECHO
#define ICMP_EXT_ECHO 42
#endif
#ifndef ICMP_EXT_ECHOREPLY
#define ICMP_EXT_ECHOREPLY 43
#endif
#ifndef ICMPV6_EXC_HOPLIMIT
#define ICMPV6_EXC_HOPLIMIT 0
#endif
#ifndef ICMPV6_HDR_FIELD
#define ICMPV6_HDR_FIELD 0
#endif
#ifndef ICMPV6_NOROUTE
#define ICMPV6_NOROUTE 0
#endif
#ifndef ICMPV6_ROUTER_PREF_MEDIUM
#define ICMPV6_ROUTER_PREF_MEDIUM 0x0
#endif
#ifndef ICMPV6_ADM_PROHIBITED
#define ICMPV6_ADM_PROHIBITED 1
#endif
#ifndef ICMPV6_DEST_UNREACH
#define ICMPV6_DEST_UNREACH 1
#endif
#ifndef ICMPV6_EXC_FRAGTIME
#define ICMPV6_EXC_FRAGTIME 1
#endif
#ifndef ICMPV6_FILTER
#define ICMPV6_FILTER 1
#endif
#ifndef ICMPV6_FILTER_BLOCK
#define ICMPV6_FILTER_BLOCK 1
#endif
#ifndef ICMPV6_ROUTER_PREF_HIGH
#define ICMPV6_ROUTER_PREF_HIGH 0x1
#endif
#ifndef ICMPV6_UNK_NEXTHDR
#define ICMPV6_UNK_NEXTHDR 1
#endif
#ifndef ICMPV6_FILTER_PASS
#define ICMPV6_FILTER_PASS 2
#endif
#ifndef ICMPV6_NOT_NEIGHBOUR
#define ICMPV6_NOT_NEIGHBOUR 2
#endif
#ifndef ICMPV6_PKT_TOOBIG
#define ICMPV6_PKT_TOOBIG 2
#endif
#ifndef ICMPV6_ROUTER_PREF_INVALID
#define ICMPV6_ROUTER_PREF_INVALID 0x2
#endif
#ifndef ICMPV6_UNK_OPTION
#define ICMPV6_UNK_OPTION 2
#endif
#ifndef ICMPV6_ADDR_UNREACH
#define ICMPV6_ADDR_UNREACH 3
#endif
#ifndef ICMPV6_FILTER_BLOCKOTHERS
#define ICMPV6_FILTER_BLOCKOTHERS 3
#endif
#ifndef ICMPV6_HDR_INCOMP
#define ICMPV6_HDR_INCOMP 3
#endif
#ifndef ICMPV6_ROUTER_PREF_LOW
#define ICMPV6_ROUTER_PREF_LOW 0x3
#endif
#ifndef ICMPV6_TIME_EXCEED
#define ICMPV6_TIME_EXCEED 3
#endif
#ifndef ICMPV6_FILTER_PASSONLY
#define ICMPV6_FILTER_PASSONLY 4
#endif
#ifndef ICMPV6_PARAMPROB
#define ICMPV6_PARAMPROB 4
#endif
#ifndef ICMPV6_PORT_UNREACH
#define ICMPV6_PORT_UNREACH 4
#endif
#ifndef ICMPV6_POLICY_FAIL
#define ICMPV6_POLICY_FAIL 5
#endif
#ifndef ICMPV6_REJECT_ROUTE
#define ICMPV6_REJECT_ROUTE 6
#endif
#ifndef ICMPV6_ERRMSG_MAX
#define ICMPV6_ERRMSG_MAX 127
#endif
#ifndef ICMPV6_ECHO_REQUEST
#define ICMPV6_ECHO_REQUEST 128
#endif
#ifndef ICMPV6_INFOMSG_MASK
#define ICMPV6_INFOMSG_MASK 0x80
#endif
#ifndef ICMPV6_ECHO_REPLY
#define ICMPV6_ECHO_REPLY 129
#endif
#ifndef ICMPV6_MGM_QUERY
#define ICMPV6_MGM_QUERY 130
#endif
#ifndef ICMPV6_MGM_REPORT
#define ICMPV6_MGM_REPORT 131
#endif
#ifndef ICMPV6_MGM_REDUCTION
#define ICMPV6_MGM_REDUCTION 132
#endif
#ifndef ICMPV6_NI_QUERY
#define ICMPV6_NI_QUERY 139
#endif
#ifndef ICMPV6_NI_REPLY
#define ICMPV6_NI_REPLY 140
#endif
#ifndef ICMPV6_MLD2_REPORT
#define ICMPV6_MLD2_REPORT 143
#endif
#ifndef ICMPV6_DHAAD_REQUEST
#define ICMPV6_DHAAD_REQUEST 144
#endif
#ifndef ICMPV6_DHAAD_REPLY
#define ICMPV6_DHAAD_REPLY 145
#endif
#ifndef ICMPV6_MOBILE_PREFIX_SOL
#define ICMPV6_MOBILE_PREFIX_SOL 146
#endif
#ifndef ICMPV6_MOBILE_PREFIX_ADV
#define ICMPV6_MOBILE_PREFIX_ADV 147
#endif
#ifndef ICMPV6_MRDISC_ADV
#define ICMPV6_MRDISC_ADV 151
#endif
#ifndef ICMPV6_MRDISC_SOL
#define ICMPV6_MRDISC_SOL 152
#endif
#ifndef ICMPV6_EXT_ECHO_REQUEST
#define ICMPV6_EXT_ECHO_REQUEST 160
#endif
#ifndef ICMPV6_EXT_ECHO_REPLY
#define ICMPV6_EXT_ECHO_REPLY 161
#endif
#ifndef ICMPV6_MSG_MAX
#define ICMPV6_MSG_MAX 255
#endif

/* traffic control: linux/pkt_cls.h, linux/pkt_sched.h */

#ifndef TC_ACT_OK
#define TC_ACT_OK 0
#endif
#ifndef TC_ACT_RECLASSIFY
#define TC_ACT_RECLASSIFY 1
#endif
#ifndef TC_ACT_SHOT
#define TC_ACT_SHOT 2
#endif
#ifndef TC_ACT_PIPE
#define TC_ACT_PIPE 3
#endif
#ifndef TC_ACT_STOLEN
#define TC_ACT_STOLEN 4
#endif
#ifndef TC_ACT_QUEUED
#define TC_ACT_QUEUED 5
#endif
#ifndef TC_ACT_REPEAT
#define TC_ACT_REPEAT 6
#endif
#ifndef TC_ACT_REDIRECT
#define TC_ACT_REDIRECT 7
#endif
#ifndef TC_ACT_TRAP
#define TC_ACT_TRAP 8
#endif
#ifndef TC_ACT_VALUE_MAX
#define TC_ACT_VALUE_MAX 8
#endif
#ifndef TC_ACT_EXT_VAL_MASK
#define TC_ACT_EXT_VAL_MASK 0xfffffff
#endif
#ifndef TC_ACT_JUMP
#define TC_ACT_JUMP 0x10000000
#endif
#ifndef TC_ACT_EXT_OPCODE_MAX
#define TC_ACT_EXT_OPCODE_MAX 0x20000000
#endif
#ifndef TC_ACT_GOTO_CHAIN
#define TC_ACT_GOTO_CHAIN 0x20000000
#endif
#ifndef TC_ACT_UNSPEC
#define TC_ACT_UNSPEC (-1)
#endif
#ifndef TC_PRIO_BESTEFFORT
#define TC_PRIO_BESTEFFORT 0
#endif
#ifndef TC_PRIO_FILLER
#define TC_PRIO_FILLER 1
#endif
#ifndef TC_PRIO_BULK
#define TC_PRIO_BULK 2
#endif
#ifndef TC_PRIO_INTERACTIVE_BULK
#define TC_PRIO_INTERACTIVE_BULK 4
#endif
#ifndef TC_PRIO_INTERACTIVE
#define TC_PRIO_INTERACTIVE 6
#endif
#ifndef TC_PRIO_CONTROL
#define TC_PRIO_CONTROL 7
#endif
#ifndef TC_PRIO_MAX
#define TC_PRIO_MAX 15
#endif
#ifndef TC_H_UNSPEC
#define TC_H_UNSPEC 0U
#endif
#ifndef TC_H_MIN_PRIORITY
#define TC_H_MIN_PRIORITY 0xFFE0U
#endif
#ifndef TC_H_MIN_INGRESS
#define TC_H_MIN_INGRESS 0xFFF2U
#endif
#ifndef TC_H_MIN_EGRESS
#define TC_H_MIN_EGRESS 0xFFF3U
#endif
#ifndef TC_H_MIN_MASK
#define TC_H_MIN_MASK 0x0000FFFFU
#endif
#ifndef TC_H_MAJ_MASK
#define TC_H_MAJ_MASK 0xFFFF0000U
#endif
#ifndef TC_H_CLSACT
#define TC_H_CLSACT 0xFFFFFFF1U
#endif
#ifndef TC_H_INGRESS
#define TC_H_INGRESS 0xFFFFFFF1U
#endif
#ifndef TC_H_ROOT
#define TC_H_ROOT 0xFFFFFFFFU
#endif

/* netfilter: linux/netfilter.h */

#ifndef NF_DROP
#define NF_DROP 0
#endif
#ifndef NF_ACCEPT
#define NF_ACCEPT 1
#endif
#ifndef NF_STOLEN
#define NF_STOLEN 2
#endif
#ifndef NF_QUEUE
#define NF_QUEUE 3
#endif
#ifndef NF_REPEAT
#define NF_REPEAT 4
#endif
#ifndef NF_MAX_VERDICT
#define NF_MAX_VERDICT 5
#endif
#ifndef NF_STOP
#define NF_STOP 5
#endif
#ifndef NF_VERDICT_BITS
#define NF_VERDICT_BITS 16
#endif
#ifndef NF_VERDICT_QBITS
#define NF_VERDICT_QBITS 16
#endif
#ifndef NF_VERDICT_MASK
#define NF_VERDICT_MASK 0x000000ff
#endif
#ifndef NF_VERDICT_FLAG_QUEUE_BYPASS
#define NF_VERDICT_FLAG_QUEUE_BYPASS 0x00008000
#endif
#ifndef NF_VERDICT_QMASK
#define NF_VERDICT_QMASK 0xffff0000
#endif

/* netlink and routing: linux/netlink.h, linux/rtnetlink.h, linux/if_addr.h, linux/route.h */

#ifndef NETLINK_ROUTE
#define NETLINK_ROUTE 0
#endif
#ifndef NETLINK_ADD_MEMBERSHIP
#define NETLINK_ADD_MEMBERSHIP 1
#endif
#ifndef NETLINK_UNUSED
#define NETLINK_UNUSED 1
#endif
#ifndef NETLINK_DROP_MEMBERSHIP
#define NETLINK_DROP_MEMBERSHIP 2
#endif
#ifndef NETLINK_USERSOCK
#define NETLINK_USERSOCK 2
#endif
#ifndef NETLINK_FIREWALL
#define NETLINK_FIREWALL 3
#endif
#ifndef NETLINK_PKTINFO
#define NETLINK_PKTINFO 3
#endif
#ifndef NETLINK_BROADCAST_ERROR
#define NETLINK_BROADCAST_ERROR 4
#endif
#ifndef NETLINK_INET_DIAG
#define NETLINK_INET_DIAG 4
#endif
#ifndef NETLINK_SOCK_DIAG
#define NETLINK_SOCK_DIAG 4
#endif
#ifndef NETLINK_NFLOG
#define NETLINK_NFLOG 5
#endif
#ifndef NETLINK_NO_ENOBUFS
#define NETLINK_NO_ENOBUFS 5
#endif
#ifndef NETLINK_RX_RING
#define NETLINK_RX_RING 6
#endif
#ifndef NETLINK_XFRM
#define NETLINK_XFRM 6
#endif
#ifndef NETLINK_SELINUX
#define NETLINK_SELINUX 7
#endif
#ifndef NETLINK_TX_RING
#define NETLINK_TX_RING 7
#endif
#ifndef NETLINK_ISCSI
#define NETLINK_ISCSI 8
#endif
#ifndef NETLINK_LISTEN_ALL_NSID
#define NETLINK_LISTEN_ALL_NSID 8
#endif
#ifndef NETLINK_AUDIT
#define NETLINK_AUDIT 9
#endif
#ifndef NETLINK_LIST_MEMBERSHIPS
#define NETLINK_LIST_MEMBERSHIPS 9
#endif
#ifndef NETLINK_CAP_ACK
#define NETLINK_CAP_ACK 10
#endif
#ifndef NETLINK_FIB_LOOKUP
#define NETLINK_FIB_LOOKUP 10
#endif
#ifndef NETLINK_CONNECTOR
#define NETLINK_CONNECTOR 11
#endif
#ifndef NETLINK_EXT_ACK
#define NETLINK_EXT_ACK 11
#endif
#ifndef NETLINK_GET_STRICT_CHK
#define NETLINK_GET_STRICT_CHK 12
#endif
#ifndef NETLINK_NETFILTER
#define NETLINK_NETFILTER 12
#endif
#ifndef NETLINK_IP6_FW
#define NETLINK_IP6_FW 13
#endif
#ifndef NETLINK_DNRTMSG
#define NETLINK_DNRTMSG 14
#endif
#ifndef NETLINK_KOBJECT_UEVENT
#define NETLINK_KOBJECT_UEVENT 15
#endif
#ifndef NETLINK_GENERIC
#define NETLINK_GENERIC 16
#endif
#ifndef NETLINK_SCSITRANSPORT
#define NETLINK_SCSITRANSPORT 18
#endif
#ifndef NETLINK_ECRYPTFS
#define NETLINK_ECRYPTFS 19
#endif
#ifndef NETLINK_RDMA
#define NETLINK_RDMA 20
#endif
#ifndef NETLINK_CRYPTO
#define NETLINK_CRYPTO 21
#endif
#ifndef NETLINK_SMC
#define NETLINK_SMC 22
#endif
#ifndef NLM_F_REQUEST
#define NLM_F_REQUEST 0x01
#endif
#ifndef NLM_F_MULTI
#define NLM_F_MULTI 0x02
#endif
#ifndef NLM_F_ACK
#define NLM_F_ACK 0x04
#endif
#ifndef NLM_F_ECHO
#define NLM_F_ECHO 0x08
#endif
#ifndef NLM_F_DUMP_INTR
#define NLM_F_DUMP_INTR 0x10
#endif
#ifndef NLM_F_DUMP_FILTERED
#define NLM_F_DUMP_FILTERED 0x20
#endif
#ifndef NLM_F_CAPPED
#define NLM_F_CAPPED 0x100
#endif
#ifndef NLM_F_NONREC
#define NLM_F_NONREC 0x100
#endif
#ifndef NLM_F_REPLACE
#define NLM_F_REPLACE 0x100
#endif
#ifndef NLM_F_ROOT
#define NLM_F_ROOT 0x100
#endif
#ifndef NLM_F_ACK_TLVS
#define NLM_F_ACK_TLVS 0x200
#endif
#ifndef NLM_F_BULK
#define NLM_F_BULK 0x200
#endif
#ifndef NLM_F_EXCL
#define NLM_F_EXCL 0x200
#endif
#ifndef NLM_F_MATCH
#define NLM_F_MATCH 0x200
#endif
#ifndef NLM_F_DUMP
#define NLM_F_DUMP 0x300
#endif
#ifndef NLM_F_ATOMIC
#define NLM_F_ATOMIC 0x400
#endif
#ifndef NLM_F_CREATE
#define NLM_F_CREATE 0x400
#endif
#ifndef NLM_F_APPEND
#define NLM_F_APPEND 0x800
#endif
#ifndef NLMSG_NOOP
#define NLMSG_NOOP 0x1
#endif
#ifndef NLMSG_ERROR
#define NLMSG_ERROR 0x2
#endif
#ifndef NLMSG_DONE
#define NLMSG_DONE 0x3
#endif
#ifndef NLMSG_ALIGNTO
#define NLMSG_ALIGNTO 4U
#endif
#ifndef NLMSG_OVERRUN
#define NLMSG_OVERRUN 0x4
#endif
#ifndef NLMSG_HDRLEN
#define NLMSG_HDRLEN 0x10
#endif
#ifndef NLMSG_MIN_TYPE
#define NLMSG_MIN_TYPE 0x10
#endif
#ifndef NLA_ALIGNTO
#define NLA_ALIGNTO 4
#endif
#ifndef NLA_HDRLEN
#define NLA_HDRLEN 0x4
#endif
#ifndef NLA_F_NET_BYTEORDER
#define NLA_F_NET_BYTEORDER 0x4000
#endif
#ifndef NLA_F_NESTED
#define NLA_F_NESTED 0x8000
#endif
#ifndef NLA_TYPE_MASK
#define NLA_TYPE_MASK (-49153)
#endif
#ifndef RTM_BASE
#define RTM_BASE 16
#endif
#ifndef RTM_NEWLINK
#define RTM_NEWLINK 16
#endif
#ifndef RTM_DELLINK
#define RTM_DELLINK 17
#endif
#ifndef RTM_GETLINK
#define RTM_GETLINK 18
#endif
#ifndef RTM_SETLINK
#define RTM_SETLINK 19
#endif
#ifndef RTM_NEWADDR
#define RTM_NEWADDR 20
#endif
#ifndef RTM_DELADDR
#define RTM_DELADDR 21
#endif
#ifndef RTM_GETADDR
#define RTM_GETADDR 22
#endif
#ifndef RTM_NEWROUTE
#define RTM_NEWROUTE 24
#endif
#ifndef RTM_DELROUTE
#define RTM_DELROUTE 25
#endif
#ifndef RTM_GETROUTE
#define RTM_GETROUTE 26
#endif
#ifndef RTM_NEWNEIGH
#define RTM_NEWNEIGH 28
#endif
#ifndef RTM_DELNEIGH
#define RTM_DELNEIGH 29
#endif
#ifndef RTM_GETNEIGH
#define RTM_GETNEIGH 30
#endif
#ifndef RTM_NEWRULE
#define RTM_NEWRULE 32
#endif
#ifndef RTM_DELRULE
#define RTM_DELRULE 33
#endif
#ifndef RTM_GETRULE
#define RTM_GETRULE 34
#endif
#ifndef RTM_NEWQDISC
#define RTM_NEWQDISC 36
#endif
#ifndef RTM_DELQDISC
#define RTM_DELQDISC 37
#endif
#ifndef RTM_GETQDISC
#define RTM_GETQDISC 38
#endif
#ifndef RTM_NEWTCLASS
#define RTM_NEWTCLASS 40
#endif
#ifndef RTM_DELTCLASS
#define RTM_DELTCLASS 41
#endif
#ifndef RTM_GETTCLASS
#define RTM_GETTCLASS 42
#endif
#ifndef RTM_NEWTFILTER
#define RTM_NEWTFILTER 44
#endif
#ifndef RTM_DELTFILTER
#define RTM_DELTFILTER 45
#endif
#ifndef RTM_GETTFILTER
#define RTM_GETTFILTER 46
#endif
#ifndef RTM_NEWACTION
#define RTM_NEWACTION 48
#endif
#ifndef RTM_DELACTION
#define RTM_DELACTION 49
#endif
#ifndef RTM_GETACTION
#define RTM_GETACTION 50
#endif
#ifndef RTM_NEWPREFIX
#define RTM_NEWPREFIX 52
#endif
#ifndef RTM_NEWMULTICAST
#define RTM_NEWMULTICAST 56
#endif
#ifndef RTM_DELMULTICAST
#define RTM_DELMULTICAST 57
#endif
#ifndef RTM_GETMULTICAST
#define RTM_GETMULTICAST 58
#endif
#ifndef RTM_NEWANYCAST
#define RTM_NEWANYCAST 60
#endif
#ifndef RTM_DELANYCAST
#define RTM_DELANYCAST 61
#endif
#ifndef RTM_GETANYCAST
#define RTM_GETANYCAST 62
#endif
#ifndef RTM_NEWNEIGHTBL
#define RTM_NEWNEIGHTBL 64
#endif
#ifndef RTM_GETNEIGHTBL
#define RTM_GETNEIGHTBL 66
#endif
#ifndef RTM_SETNEIGHTBL
#define RTM_SETNEIGHTBL 67
#endif
#ifndef RTM_NEWNDUSEROPT
#define RTM_NEWNDUSEROPT 68
#endif
#ifndef RTM_NEWADDRLABEL
#define RTM_NEWADDRLABEL 72
#endif
#ifndef RTM_DELADDRLABEL
#define RTM_DELADDRLABEL 73
#endif
#ifndef RTM_GETADDRLABEL
#define RTM_GETADDRLABEL 74
#endif
#ifndef RTM_GETDCB
#define RTM_GETDCB 78
#endif
#ifndef RTM_SETDCB
#define RTM_SETDCB 79
#endif
#ifndef RTM_NEWNETCONF
#define RTM_NEWNETCONF 80
#endif
#ifndef RTM_DELNETCONF
#define RTM_DELNETCONF 81
#endif
#ifndef RTM_GETNETCONF
#define RTM_GETNETCONF 82
#endif
#ifndef RTM_NEWMDB
#define RTM_NEWMDB 84
#endif
#ifndef RTM_DELMDB
#define RTM_DELMDB 85
#endif
#ifndef RTM_GETMDB
#define RTM_GETMDB 86
#endif
#ifndef RTM_NEWNSID
#define RTM_NEWNSID 88
#endif
#ifndef RTM_DELNSID
#define RTM_DELNSID 89
#endif
#ifndef RTM_GETNSID
#define RTM_GETNSID 90
#endif
#ifndef RTM_NEWSTATS
#define RTM_NEWSTATS 92
#endif
#ifndef RTM_GETSTATS
#define RTM_GETSTATS 94
#endif
#ifndef RTM_SETSTATS
#define RTM_SETSTATS 95
#endif
#ifndef RTM_NEWCACHEREPORT
#define RTM_NEWCACHEREPORT 96
#endif
#ifndef RTM_NEWCHAIN
#define RTM_NEWCHAIN 100
#endif
#ifndef RTM_DELCHAIN
#define RTM_DELCHAIN 101
#endif
#ifndef RTM_GETCHAIN
#define RTM_GETCHAIN 102
#endif
#ifndef RTM_NEWNEXTHOP
#define RTM_NEWNEXTHOP 104
#endif
#ifndef RTM_DELNEXTHOP
#define RTM_DELNEXTHOP 105
#endif
#ifndef RTM_GETNEXTHOP
#define RTM_GETNEXTHOP 106
#endif
#ifndef RTM_NEWLINKPROP
#define RTM_NEWLINKPROP 108
#endif
#ifndef RTM_DELLINKPROP
#define RTM_DELLINKPROP 109
#endif
#ifndef RTM_GETLINKPROP
#define RTM_GETLINKPROP 110
#endif
#ifndef RTM_NEWVLAN
#define RTM_NEWVLAN 112
#endif
#ifndef RTM_DELVLAN
#define RTM_DELVLAN 113
#endif
#ifndef RTM_GETVLAN
#define RTM_GETVLAN 114
#endif
#ifndef RTM_NEWNEXTHOPBUCKET
#define RTM_NEWNEXTHOPBUCKET 116
#endif
#ifndef RTM_DELNEXTHOPBUCKET
#define RTM_DELNEXTHOPBUCKET 117
#endif
#ifndef RTM_GETNEXTHOPBUCKET
#define RTM_GETNEXTHOPBUCKET 118
#endif
#ifndef RTM_NEWTUNNEL
#define RTM_NEWTUNNEL 120
#endif
#ifndef RTM_DELTUNNEL
#define RTM_DELTUNNEL 121
#endif
#ifndef RTM_GETTUNNEL
#define RTM_GETTUNNEL 122
#endif
#ifndef RTM_F_NOTIFY
#define RTM_F_NOTIFY 0x100
#endif
#ifndef RTM_F_CLONED
#define RTM_F_CLONED 0x200
#endif
#ifndef RTM_F_EQUALIZE
#define RTM_F_EQUALIZE 0x400
#endif
#ifndef RTM_F_PREFIX
#define RTM_F_PREFIX 0x800
#endif
#ifndef RTM_F_LOOKUP_TABLE
#define RTM_F_LOOKUP_TABLE 0x1000
#endif
#ifndef RTM_F_FIB_MATCH
#define RTM_F_FIB_MATCH 0x2000
#endif
#ifndef RTM_F_OFFLOAD
#define RTM_F_OFFLOAD 0x4000
#endif
#ifndef RTM_F_TRAP
#define RTM_F_TRAP 0x8000
#endif
#ifndef RTM_F_OFFLOAD_FAILED
#define RTM_F_OFFLOAD_FAILED 0x20000000
#endif
#ifndef RTPROT_UNSPEC
#define RTPROT_UNSPEC 0
#endif
#ifndef RTPROT_REDIRECT
#define RTPROT_REDIRECT 1
#endif
#ifndef RTPROT_KERNEL
#define RTPROT_KERNEL 2
#endif
#ifndef RTPROT_BOOT
#define RTPROT_BOOT 3
#endif
#ifndef RTPROT_STATIC
#define RTPROT_STATIC 4
#endif
#ifndef RTPROT_GATED
#define RTPROT_GATED 8
#endif
#ifndef RTPROT_RA
#define RTPROT_RA 9
#endif
#ifndef RTPROT_MRT
#define RTPROT_MRT 10
#endif
#ifndef RTPROT_ZEBRA
#define RTPROT_ZEBRA 11
#endif
#ifndef RTPROT_BIRD
#define RTPROT_BIRD 12
#endif
#ifndef RTPROT_DNROUTED
#define RTPROT_DNROUTED 13
#endif
#ifndef RTPROT_XORP
#define RTPROT_XORP 14
#endif
#ifndef RTPROT_NTK
#define RTPROT_NTK 15
#endif
#ifndef RTPROT_DHCP
#define RTPROT_DHCP 16
#endif
#ifndef RTPROT_MROUTED
#define RTPROT_MROUTED 17
#endif
#ifndef RTPROT_KEEPALIVED
#define RTPROT_KEEPALIVED 18
#endif
#ifndef RTPROT_BABEL
#define RTPROT_BABEL 42
#endif
#ifndef RTPROT_OVN
#define RTPROT_OVN 84
#endif
#ifndef RTPROT_OPENR
#define RTPROT_OPENR 99
#endif
#ifndef RTPROT_BGP
#define RTPROT_BGP 186
#endif
#ifndef RTPROT_ISIS
#define RTPROT_ISIS 187
#endif
#ifndef RTPROT_OSPF
#define RTPROT_OSPF 188
#endif
#ifndef RTPROT_RIP
#define RTPROT_RIP 189
#endif
#ifndef RTPROT_EIGRP
#define RTPROT_EIGRP 192
#endif
#ifndef RTNH_F_DEAD
#define RTNH_F_DEAD 1
#endif
#ifndef RTNH_F_PERVASIVE
#define RTNH_F_PERVASIVE 2
#endif
#ifndef RTNH_ALIGNTO
#define RTNH_ALIGNTO 4
#endif
#ifndef RTNH_F_ONLINK
#define RTNH_F_ONLINK 4
#endif
#ifndef RTNH_F_OFFLOAD
#define RTNH_F_OFFLOAD 8
#endif
#ifndef RTNH_F_LINKDOWN
#define RTNH_F_LINKDOWN 16
#endif
#ifndef RTNH_F_UNRESOLVED
#define RTNH_F_UNRESOLVED 32
#endif
#ifndef RTNH_F_TRAP
#define RTNH_F_TRAP 64
#endif
#ifndef RTMGRP_LINK
#define RTMGRP_LINK 1
#endif
#ifndef RTMGRP_NOTIFY
#define RTMGRP_NOTIFY 2
#endif
#ifndef RTMGRP_NEIGH
#define RTMGRP_NEIGH 4
#endif
#ifndef RTMGRP_TC
#define RTMGRP_TC 8
#endif
#ifndef RTMGRP_IPV4_IFADDR
#define RTMGRP_IPV4_IFADDR 0x10
#endif
#ifndef RTMGRP_IPV4_MROUTE
#define RTMGRP_IPV4_MROUTE 0x20
#endif
#ifndef RTMGRP_IPV4_ROUTE
#define RTMGRP_IPV4_ROUTE 0x40
#endif
#ifndef RTMGRP_IPV4_RULE
#define RTMGRP_IPV4_RULE 0x80
#endif
#ifndef RTMGRP_IPV6_IFADDR
#define RTMGRP_IPV6_IFADDR 0x100
#endif
#ifndef RTMGRP_IPV6_MROUTE
#define RTMGRP_IPV6_MROUTE 0x200
#endif
#ifndef RTMGRP_IPV6_ROUTE
#define RTMGRP_IPV6_ROUTE 0x400
#endif
#ifndef RTMGRP_IPV6_IFINFO
#define RTMGRP_IPV6_IFINFO 0x800
#endif
#ifndef RTMGRP_DECnet_IFADDR
#define RTMGRP_DECnet_IFADDR 0x1000
#endif
#ifndef RTMGRP_DECnet_ROUTE
#define RTMGRP_DECnet_ROUTE 0x4000
#endif
#ifndef RTMGRP_IPV6_PREFIX
#define RTMGRP_IPV6_PREFIX 0x20000
#endif
#ifndef IFA_F_SECONDARY
#define IFA_F_SECONDARY 0x01
#endif
#ifndef IFA_F_TEMPORARY
#define IFA_F_TEMPORARY 0x01
#endif
#ifndef IFA_F_NODAD
#define IFA_F_NODAD 0x02
#endif
#ifndef IFA_F_OPTIMISTIC
#define IFA_F_OPTIMISTIC 0x04
#endif
#ifndef IFA_F_DADFAILED
#define IFA_F_DADFAILED 0x08
#endif
#ifndef IFA_F_HOMEADDRESS
#define IFA_F_HOMEADDRESS 0x10
#endif
#ifndef IFA_F_DEPRECATED
#define IFA_F_DEPRECATED 0x20
#endif
#ifndef IFA_F_TENTATIVE
#define IFA_F_TENTATIVE 0x40
#endif
#ifndef IFA_F_PERMANENT
#define IFA_F_PERMANENT 0x80
#endif
#ifndef IFA_F_MANAGETEMPADDR
#define IFA_F_MANAGETEMPADDR 0x100
#endif
#ifndef IFA_F_NOPREFIXROUTE
#define IFA_F_NOPREFIXROUTE 0x200
#endif
#ifndef IFA_F_MCAUTOJOIN
#define IFA_F_MCAUTOJOIN 0x400
#endif
#ifndef IFA_F_STABLE_PRIVACY
#define IFA_F_STABLE_PRIVACY 0x800
#endif
#ifndef RTF_UP
#define RTF_UP 0x0001
#endif
#ifndef RTF_GATEWAY
#define RTF_GATEWAY 0x0002
#endif
#ifndef RTF_HOST
#define RTF_HOST 0x0004
#endif
#ifndef RTF_REINSTATE
#define RTF_REINSTATE 0x0008
#endif
#ifndef RTF_DYNAMIC
#define RTF_DYNAMIC 0x0010
#endif
#ifndef RTF_MODIFIED
#define RTF_MODIFIED 0x0020
#endif
#ifndef RTF_MSS
#define RTF_MSS 0x0040
#endif
#ifndef RTF_MTU
#define RTF_MTU 0x0040
#endif
#ifndef RTF_WINDOW
#define RTF_WINDOW 0x0080
#endif
#ifndef RTF_IRTT
#define RTF_IRTT 0x0100
#endif
#ifndef RTF_REJECT
#define RTF_REJECT 0x0200
#endif

/* sockets: asm/socket.h, linux/socket.h, linux/net.h, linux/un.h, linux/vm_sockets.h */

#ifndef SOL_SOCKET
#if defined(__TARGET_ARCH_mips)
#define SOL_SOCKET 0xffff
#elif defined(__TARGET_ARCH_sparc)
#define SOL_SOCKET 0xffff
#else
#define SOL_SOCKET 1
#endif
#endif
#ifndef SO_VM_SOCKETS_BUFFER_SIZE
#define SO_VM_SOCKETS_BUFFER_SIZE 0
#endif
#ifndef SO_DEBUG
#define SO_DEBUG 1
#endif
#ifndef SO_VM_SOCKETS_BUFFER_MIN_SIZE
#define SO_VM_SOCKETS_BUFFER_MIN_SIZE 1
#endif
#ifndef SO_REUSEADDR
#if defined(__TARGET_ARCH_mips)
#define SO_REUSEADDR 0x0004
#elif defined(__TARGET_ARCH_sparc)
#define SO_REUSEADDR 0x0004
#else
#define SO_REUSEADDR 2
#endif
#endif
#ifndef SO_VM_SOCKETS_BUFFER_MAX_SIZE
#define SO_VM_SOCKETS_BUFFER_MAX_SIZE 2
#endif
#ifndef SO_TYPE
#if defined(__TARGET_ARCH_mips)
#define SO_TYPE 0x1008
#elif defined(__TARGET_ARCH_sparc)
#define SO_TYPE 0x1008
#else
#define SO_TYPE 3
#endif
#endif
#ifndef SO_VM_SOCKETS_PEER_HOST_VM_ID
#define SO_VM_SOCKETS_PEER_HOST_VM_ID 3
#endif
#ifndef SO_ERROR
#if defined(__TARGET_ARCH_mips)
#define SO_ERROR 0x1007
#elif defined(__TARGET_ARCH_sparc)
#define SO_ERROR 0x1007
#else
#define SO_ERROR 4
#endif
#endif
#ifndef SO_DONTROUTE
#if defined(__TARGET_ARCH_mips)
#define SO_DONTROUTE 0x0010
#elif defined(__TARGET_ARCH_sparc)
#define SO_DONTROUTE 0x0010
#else
#define SO_DONTROUTE 5
#endif
#endif
#ifndef SO_VM_SOCKETS_TRUSTED
#define SO_VM_SOCKETS_TRUSTED 5
#endif
#ifndef SO_BROADCAST
#if defined(__TARGET_ARCH_mips)
#define SO_BROADCAST 0x0020
#elif defined(__TARGET_ARCH_sparc)
#define SO_BROADCAST 0x0020
#else
#define SO_BROADCAST 6
#endif
#endif
#ifndef SO_VM_SOCKETS_CONNECT_TIMEOUT
#if !defined(__TARGET_ARCH_arm) && !defined(__TARGET_ARCH_arc)
#define SO_VM_SOCKETS_CONNECT_TIMEOUT 6
#endif
#endif
#ifndef SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD
#define SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD 6
#endif
#ifndef SO_SNDBUF
#if defined(__TARGET_ARCH_mips)
#define SO_SNDBUF 0x1001
#elif defined(__TARGET_ARCH_sparc)
#define SO_SNDBUF 0x1001
#else
#define SO_SNDBUF 7
#endif
#endif
#ifndef SO_VM_SOCKETS_NONBLOCK_TXRX
#define SO_VM_SOCKETS_NONBLOCK_TXRX 7
#endif
#ifndef SO_RCVBUF
#if defined(__TARGET_ARCH_mips)
#define SO_RCVBUF 0x1002
#elif defined(__TARGET_ARCH_sparc)
#define SO_RCVBUF 0x1002
#else
#define SO_RCVBUF 8
#endif
#endif
#ifndef SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW
#define SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW 8
#endif
#ifndef SO_KEEPALIVE
#if defined(__TARGET_ARCH_mips)
#define SO_KEEPALIVE 0x0008
#elif defined(__TARGET_ARCH_sparc)
#define SO_KEEPALIVE 0x0008
#else
#define SO_KEEPALIVE 9
#endif
#endif
#ifndef SO_OOBINLINE
#if defined(__TARGET_ARCH_mips)
#define SO_OOBINLINE 0x0100
#elif defined(__TARGET_ARCH_sparc)
#define SO_OOBINLINE 0x0100
#else
#define SO_OOBINLINE 10
#endif
#endif
#ifndef SO_NO_CHECK
#define SO_NO_CHECK 11
#endif
#ifndef SO_PRIORITY
#define SO_PRIORITY 12
#endif
#ifndef SO_LINGER
#if defined(__TARGET_ARCH_mips)
#define SO_LINGER 0x0080
#elif defined(__TARGET_ARCH_sparc)
#define SO_LINGER 0x0080
#else
#define SO_LINGER 13
#endif
#endif
#ifndef SO_BSDCOMPAT
#if defined(__TARGET_ARCH_sparc)
#define SO_BSDCOMPAT 0x0400
#else
#define SO_BSDCOMPAT 14
#endif
#endif
#ifndef SO_REUSEPORT
#if defined(__TARGET_ARCH_mips)
#define SO_REUSEPORT 0x0200
#elif defined(__TARGET_ARCH_sparc)
#define SO_REUSEPORT 0x0200
#else
#define SO_REUSEPORT 15
#endif
#endif
#ifndef SO_PASSCRED
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc)
#define SO_PASSCRED 16
#elif defined(__TARGET_ARCH_powerpc)
#define SO_PASSCRED 20
#elif defined(__TARGET_ARCH_mips)
#define SO_PASSCRED 17
#elif defined(__TARGET_ARCH_sparc)
#define SO_PASSCRED 0x0002
#endif
#endif
#ifndef SO_PEERCRED
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc)
#define SO_PEERCRED 17
#elif defined(__TARGET_ARCH_powerpc)
#define SO_PEERCRED 21
#elif defined(__TARGET_ARCH_mips)
#define SO_PEERCRED 18
#elif defined(__TARGET_ARCH_sparc)
#define SO_PEERCRED 0x0040
#endif
#endif
#ifndef SO_RCVLOWAT
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc)
#define SO_RCVLOWAT 18
#elif defined(__TARGET_ARCH_powerpc)
#define SO_RCVLOWAT 16
#elif defined(__TARGET_ARCH_mips)
#define SO_RCVLOWAT 0x1004
#elif defined(__TARGET_ARCH_sparc)
#define SO_RCVLOWAT 0x0800
#endif
#endif
#ifndef SO_SNDLOWAT
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc)
#define SO_SNDLOWAT 19
#elif defined(__TARGET_ARCH_powerpc)
#define SO_SNDLOWAT 17
#elif defined(__TARGET_ARCH_mips)
#define SO_SNDLOWAT 0x1003
#elif defined(__TARGET_ARCH_sparc)
#define SO_SNDLOWAT 0x1000
#endif
#endif
#ifndef SO_RCVTIMEO
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch)
#define SO_RCVTIMEO 20
#elif defined(__TARGET_ARCH_powerpc)
#define SO_RCVTIMEO 18
#elif defined(__TARGET_ARCH_mips)
#define SO_RCVTIMEO 0x1006
#elif defined(__TARGET_ARCH_sparc)
#define SO_RCVTIMEO 0x2000
#endif
#endif
#ifndef SO_RCVTIMEO_OLD
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc)
#define SO_RCVTIMEO_OLD 20
#elif defined(__TARGET_ARCH_powerpc)
#define SO_RCVTIMEO_OLD 18
#elif defined(__TARGET_ARCH_mips)
#define SO_RCVTIMEO_OLD 0x1006
#elif defined(__TARGET_ARCH_sparc)
#define SO_RCVTIMEO_OLD 0x2000
#endif
#endif
#ifndef SO_SNDTIMEO
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch)
#define SO_SNDTIMEO 21
#elif defined(__TARGET_ARCH_powerpc)
#define SO_SNDTIMEO 19
#elif defined(__TARGET_ARCH_mips)
#define SO_SNDTIMEO 0x1005
#elif defined(__TARGET_ARCH_sparc)
#define SO_SNDTIMEO 0x4000
#endif
#endif
#ifndef SO_SNDTIMEO_OLD
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc)
#define SO_SNDTIMEO_OLD 21
#elif defined(__TARGET_ARCH_powerpc)
#define SO_SNDTIMEO_OLD 19
#elif defined(__TARGET_ARCH_mips)
#define SO_SNDTIMEO_OLD 0x1005
#elif defined(__TARGET_ARCH_sparc)
#define SO_SNDTIMEO_OLD 0x4000
#endif
#endif
#ifndef SO_SECURITY_AUTHENTICATION
#if defined(__TARGET_ARCH_sparc)
#define SO_SECURITY_AUTHENTICATION 0x5001
#else
#define SO_SECURITY_AUTHENTICATION 22
#endif
#endif
#ifndef SO_SECURITY_ENCRYPTION_TRANSPORT
#if defined(__TARGET_ARCH_sparc)
#define SO_SECURITY_ENCRYPTION_TRANSPORT 0x5002
#else
#define SO_SECURITY_ENCRYPTION_TRANSPORT 23
#endif
#endif
#ifndef SO_SECURITY_ENCRYPTION_NETWORK
#if defined(__TARGET_ARCH_sparc)
#define SO_SECURITY_ENCRYPTION_NETWORK 0x5004
#else
#define SO_SECURITY_ENCRYPTION_NETWORK 24
#endif
#endif
#ifndef SO_BINDTODEVICE
#if defined(__TARGET_ARCH_sparc)
#define SO_BINDTODEVICE 0x000d
#else
#define SO_BINDTODEVICE 25
#endif
#endif
#ifndef SO_ATTACH_FILTER
#define SO_ATTACH_FILTER 26
#endif
#ifndef SO_GET_FILTER
#define SO_GET_FILTER 26
#endif
#ifndef SO_DETACH_BPF
#define SO_DETACH_BPF 27
#endif
#ifndef SO_DETACH_FILTER
#define SO_DETACH_FILTER 27
#endif
#ifndef SO_PEERNAME
#define SO_PEERNAME 28
#endif
#ifndef SO_TIMESTAMP
#if !defined(__TARGET_ARCH_arm) && !defined(__TARGET_ARCH_arc)
#define SO_TIMESTAMP 29
#endif
#endif
#ifndef SO_TIMESTAMP_OLD
#define SO_TIMESTAMP_OLD 29
#endif
#ifndef SO_ACCEPTCONN
#if defined(__TARGET_ARCH_mips)
#define SO_ACCEPTCONN 0x1009
#elif defined(__TARGET_ARCH_sparc)
#define SO_ACCEPTCONN 0x8000
#else
#define SO_ACCEPTCONN 30
#endif
#endif
#ifndef SO_PEERSEC
#if defined(__TARGET_ARCH_mips)
#define SO_PEERSEC 30
#elif defined(__TARGET_ARCH_sparc)
#define SO_PEERSEC 0x001e
#else
#define SO_PEERSEC 31
#endif
#endif
#ifndef SO_SNDBUFFORCE
#if defined(__TARGET_ARCH_mips)
#define SO_SNDBUFFORCE 31
#elif defined(__TARGET_ARCH_sparc)
#define SO_SNDBUFFORCE 0x100a
#else
#define SO_SNDBUFFORCE 32
#endif
#endif
#ifndef SO_RCVBUFFORCE
#if defined(__TARGET_ARCH_sparc)
#define SO_RCVBUFFORCE 0x100b
#else
#define SO_RCVBUFFORCE 33
#endif
#endif
#ifndef SO_PASSSEC
#if defined(__TARGET_ARCH_sparc)
#define SO_PASSSEC 0x001f
#else
#define SO_PASSSEC 34
#endif
#endif
#ifndef SO_TIMESTAMPNS
#if defined(__TARGET_ARCH_sparc)
#define SO_TIMESTAMPNS 0x0021
#elif !defined(__TARGET_ARCH_arm) && !defined(__TARGET_ARCH_arc)
#define SO_TIMESTAMPNS 35
#endif
#endif
#ifndef SO_TIMESTAMPNS_OLD
#if defined(__TARGET_ARCH_sparc)
#define SO_TIMESTAMPNS_OLD 0x0021
#else
#define SO_TIMESTAMPNS_OLD 35
#endif
#endif
#ifndef SO_MARK
#if defined(__TARGET_ARCH_sparc)
#define SO_MARK 0x0022
#else
#define SO_MARK 36
#endif
#endif
#ifndef SO_TIMESTAMPING
#if defined(__TARGET_ARCH_sparc)
#define SO_TIMESTAMPING 0x0023
#elif !defined(__TARGET_ARCH_arm) && !defined(__TARGET_ARCH_arc)
#define SO_TIMESTAMPING 37
#endif
#endif
#ifndef SO_TIMESTAMPING_OLD
#if defined(__TARGET_ARCH_sparc)
#define SO_TIMESTAMPING_OLD 0x0023
#else
#define SO_TIMESTAMPING_OLD 37
#endif
#endif
#ifndef SO_PROTOCOL
#if defined(__TARGET_ARCH_mips)
#define SO_PROTOCOL 0x1028
#elif defined(__TARGET_ARCH_sparc)
#define SO_PROTOCOL 0x1028
#else
#define SO_PROTOCOL 38
#endif
#endif
#ifndef SO_DOMAIN
#if defined(__TARGET_ARCH_mips)
#define SO_DOMAIN 0x1029
#elif defined(__TARGET_ARCH_sparc)
#define SO_DOMAIN 0x1029
#else
#define SO_DOMAIN 39
#endif
#endif
#ifndef SO_RXQ_OVFL
#if defined(__TARGET_ARCH_sparc)
#define SO_RXQ_OVFL 0x0024
#else
#define SO_RXQ_OVFL 40
#endif
#endif
#ifndef SO_WIFI_STATUS
#if defined(__TARGET_ARCH_sparc)
#define SO_WIFI_STATUS 0x0025
#else
#define SO_WIFI_STATUS 41
#endif
#endif
#ifndef SO_PEEK_OFF
#if defined(__TARGET_ARCH_sparc)
#define SO_PEEK_OFF 0x0026
#else
#define SO_PEEK_OFF 42
#endif
#endif
#ifndef SO_NOFCS
#if defined(__TARGET_ARCH_sparc)
#define SO_NOFCS 0x0027
#else
#define SO_NOFCS 43
#endif
#endif
#ifndef SO_LOCK_FILTER
#if defined(__TARGET_ARCH_sparc)
#define SO_LOCK_FILTER 0x0028
#else
#define SO_LOCK_FILTER 44
#endif
#endif
#ifndef SO_SELECT_ERR_QUEUE
#if defined(__TARGET_ARCH_sparc)
#define SO_SELECT_ERR_QUEUE 0x0029
#else
#define SO_SELECT_ERR_QUEUE 45
#endif
#endif
#ifndef SO_BUSY_POLL
#if defined(__TARGET_ARCH_sparc)
#define SO_BUSY_POLL 0x0030
#else
#define SO_BUSY_POLL 46
#endif
#endif
#ifndef SO_MAX_PACING_RATE
#if defined(__TARGET_ARCH_sparc)
#define SO_MAX_PACING_RATE 0x0031
#else
#define SO_MAX_PACING_RATE 47
#endif
#endif
#ifndef SO_BPF_EXTENSIONS
#if defined(__TARGET_ARCH_sparc)
#define SO_BPF_EXTENSIONS 0x0032
#else
#define SO_BPF_EXTENSIONS 48
#endif
#endif
#ifndef SO_INCOMING_CPU
#if defined(__TARGET_ARCH_sparc)
#define SO_INCOMING_CPU 0x0033
#else
#define SO_INCOMING_CPU 49
#endif
#endif
#ifndef SO_ATTACH_BPF
#if defined(__TARGET_ARCH_sparc)
#define SO_ATTACH_BPF 0x0034
#else
#define SO_ATTACH_BPF 50
#endif
#endif
#ifndef SO_ATTACH_REUSEPORT_CBPF
#if defined(__TARGET_ARCH_sparc)
#define SO_ATTACH_REUSEPORT_CBPF 0x0035
#else
#define SO_ATTACH_REUSEPORT_CBPF 51
#endif
#endif
#ifndef SO_ATTACH_REUSEPORT_EBPF
#if defined(__TARGET_ARCH_sparc)
#define SO_ATTACH_REUSEPORT_EBPF 0x0036
#else
#define SO_ATTACH_REUSEPORT_EBPF 52
#endif
#endif
#ifndef SO_CNX_ADVICE
#if defined(__TARGET_ARCH_sparc)
#define SO_CNX_ADVICE 0x0037
#else
#define SO_CNX_ADVICE 53
#endif
#endif
#ifndef SO_MEMINFO
#if defined(__TARGET_ARCH_sparc)
#define SO_MEMINFO 0x0039
#else
#define SO_MEMINFO 55
#endif
#endif
#ifndef SO_INCOMING_NAPI_ID
#if defined(__TARGET_ARCH_sparc)
#define SO_INCOMING_NAPI_ID 0x003a
#else
#define SO_INCOMING_NAPI_ID 56
#endif
#endif
#ifndef SO_COOKIE
#if defined(__TARGET_ARCH_sparc)
#define SO_COOKIE 0x003b
#else
#define SO_COOKIE 57
#endif
#endif
#ifndef SO_PEERGROUPS
#if defined(__TARGET_ARCH_sparc)
#define SO_PEERGROUPS 0x003d
#else
#define SO_PEERGROUPS 59
#endif
#endif
#ifndef SO_ZEROCOPY
#if defined(__TARGET_ARCH_sparc)
#define SO_ZEROCOPY 0x003e
#else
#define SO_ZEROCOPY 60
#endif
#endif
#ifndef SO_TXTIME
#if defined(__TARGET_ARCH_sparc)
#define SO_TXTIME 0x003f
#else
#define SO_TXTIME 61
#endif
#endif
#ifndef SO_BINDTOIFINDEX
#if defined(__TARGET_ARCH_sparc)
#define SO_BINDTOIFINDEX 0x0041
#else
#define SO_BINDTOIFINDEX 62
#endif
#endif
#ifndef SO_TIMESTAMP_NEW
#if defined(__TARGET_ARCH_sparc)
#define SO_TIMESTAMP_NEW 0x0046
#else
#define SO_TIMESTAMP_NEW 63
#endif
#endif
#ifndef SO_TIMESTAMPNS_NEW
#if defined(__TARGET_ARCH_sparc)
#define SO_TIMESTAMPNS_NEW 0x0042
#else
#define SO_TIMESTAMPNS_NEW 64
#endif
#endif
#ifndef SO_TIMESTAMPING_NEW
#if defined(__TARGET_ARCH_sparc)
#define SO_TIMESTAMPING_NEW 0x0043
#else
#define SO_TIMESTAMPING_NEW 65
#endif
#endif
#ifndef SO_RCVTIMEO_NEW
#if defined(__TARGET_ARCH_sparc)
#define SO_RCVTIMEO_NEW 0x0044
#else
#define SO_RCVTIMEO_NEW 66
#endif
#endif
#ifndef SO_SNDTIMEO_NEW
#if defined(__TARGET_ARCH_sparc)
#define SO_SNDTIMEO_NEW 0x0045
#else
#define SO_SNDTIMEO_NEW 67
#endif
#endif
#ifndef SO_DETACH_REUSEPORT_BPF
#if defined(__TARGET_ARCH_sparc)
#define SO_DETACH_REUSEPORT_BPF 0x0047
#else
#define SO_DETACH_REUSEPORT_BPF 68
#endif
#endif
#ifndef SO_PREFER_BUSY_POLL
#if defined(__TARGET_ARCH_sparc)
#define SO_PREFER_BUSY_POLL 0x0048
#else
#define SO_PREFER_BUSY_POLL 69
#endif
#endif
#ifndef SO_BUSY_POLL_BUDGET
#if defined(__TARGET_ARCH_sparc)
#define SO_BUSY_POLL_BUDGET 0x0049
#else
#define SO_BUSY_POLL_BUDGET 70
#endif
#endif
#ifndef SO_NETNS_COOKIE
#if defined(__TARGET_ARCH_sparc)
#define SO_NETNS_COOKIE 0x0050
#else
#define SO_NETNS_COOKIE 71
#endif
#endif
#ifndef SO_BUF_LOCK
#if defined(__TARGET_ARCH_sparc)
#define SO_BUF_LOCK 0x0051
#else
#define SO_BUF_LOCK 72
#endif
#endif
#ifndef SO_RESERVE_MEM
#if defined(__TARGET_ARCH_sparc)
#define SO_RESERVE_MEM 0x0052
#else
#define SO_RESERVE_MEM 73
#endif
#endif
#ifndef SO_TXREHASH
#if defined(__TARGET_ARCH_sparc)
#define SO_TXREHASH 0x0053
#else
#define SO_TXREHASH 74
#endif
#endif
#ifndef SO_RCVMARK
#if defined(__TARGET_ARCH_sparc)
#define SO_RCVMARK 0x0054
#else
#define SO_RCVMARK 75
#endif
#endif
#ifndef SO_PASSPIDFD
#if defined(__TARGET_ARCH_sparc)
#define SO_PASSPIDFD 0x0055
#else
#define SO_PASSPIDFD 76
#endif
#endif
#ifndef SO_PEERPIDFD
#if defined(__TARGET_ARCH_sparc)
#define SO_PEERPIDFD 0x0056
#else
#define SO_PEERPIDFD 77
#endif
#endif
#ifndef SO_DEVMEM_LINEAR
#if defined(__TARGET_ARCH_sparc)
#define SO_DEVMEM_LINEAR 0x0057
#else
#define SO_DEVMEM_LINEAR 78
#endif
#endif
#ifndef SO_DEVMEM_DMABUF
#if defined(__TARGET_ARCH_sparc)
#define SO_DEVMEM_DMABUF 0x0058
#else
#define SO_DEVMEM_DMABUF 79
#endif
#endif
#ifndef SO_DEVMEM_DONTNEED
#if defined(__TARGET_ARCH_sparc)
#define SO_DEVMEM_DONTNEED 0x0059
#else
#define SO_DEVMEM_DONTNEED 80
#endif
#endif
#ifndef SO_RCVPRIORITY
#if defined(__TARGET_ARCH_sparc)
#define SO_RCVPRIORITY 0x005b
#else
#define SO_RCVPRIORITY 82
#endif
#endif
#ifndef SO_PASSRIGHTS
#if defined(__TARGET_ARCH_sparc)
#define SO_PASSRIGHTS 0x005c
#else
#define SO_PASSRIGHTS 83
#endif
#endif
#ifndef SO_INQ
#if defined(__TARGET_ARCH_sparc)
#define SO_INQ 0x005d
#else
#define SO_INQ 84
#endif
#endif
#ifndef SO_STYLE
#if defined(__TARGET_ARCH_mips)
#define SO_STYLE 0x1008
#endif
#endif
#ifndef SCM_TIMESTAMP
#if !defined(__TARGET_ARCH_arm) && !defined(__TARGET_ARCH_arc)
#define SCM_TIMESTAMP 29
#endif
#endif
#ifndef SCM_TIMESTAMPNS
#if defined(__TARGET_ARCH_sparc)
#define SCM_TIMESTAMPNS 0x0021
#elif !defined(__TARGET_ARCH_arm) && !defined(__TARGET_ARCH_arc)
#define SCM_TIMESTAMPNS 35
#endif
#endif
#ifndef SCM_TIMESTAMPING
#if defined(__TARGET_ARCH_sparc)
#define SCM_TIMESTAMPING 0x0023
#elif !defined(__TARGET_ARCH_arm) && !defined(__TARGET_ARCH_arc)
#define SCM_TIMESTAMPING 37
#endif
#endif
#ifndef SCM_WIFI_STATUS
#if defined(__TARGET_ARCH_sparc)
#define SCM_WIFI_STATUS 0x0025
#else
#define SCM_WIFI_STATUS 41
#endif
#endif
#ifndef SCM_TIMESTAMPING_OPT_STATS
#if defined(__TARGET_ARCH_sparc)
#define SCM_TIMESTAMPING_OPT_STATS 0x0038
#else
#define SCM_TIMESTAMPING_OPT_STATS 54
#endif
#endif
#ifndef SCM_TIMESTAMPING_PKTINFO
#if defined(__TARGET_ARCH_sparc)
#define SCM_TIMESTAMPING_PKTINFO 0x003c
#else
#define SCM_TIMESTAMPING_PKTINFO 58
#endif
#endif
#ifndef SCM_TXTIME
#if defined(__TARGET_ARCH_sparc)
#define SCM_TXTIME 0x003f
#else
#define SCM_TXTIME 61
#endif
#endif
#ifndef SCM_DEVMEM_LINEAR
#if defined(__TARGET_ARCH_sparc)
#define SCM_DEVMEM_LINEAR 0x0057
#else
#define SCM_DEVMEM_LINEAR 78
#endif
#endif
#ifndef SCM_DEVMEM_DMABUF
#if defined(__TARGET_ARCH_sparc)
#define SCM_DEVMEM_DMABUF 0x0058
#else
#define SCM_DEVMEM_DMABUF 79
#endif
#endif
#ifndef SCM_TS_OPT_ID
#if defined(__TARGET_ARCH_sparc)
#define SCM_TS_OPT_ID 0x005a
#else
#define SCM_TS_OPT_ID 81
#endif
#endif
#ifndef SCM_INQ
#if defined(__TARGET_ARCH_sparc)
#define SCM_INQ 0x005d
#else
#define SCM_INQ 84
#endif
#endif
#ifndef SOCK_TXREHASH_DISABLED
#define SOCK_TXREHASH_DISABLED 0
#endif
#ifndef SOCK_SNDBUF_LOCK
#define SOCK_SNDBUF_LOCK 1
#endif
#ifndef SOCK_TXREHASH_ENABLED
#define SOCK_TXREHASH_ENABLED 1
#endif
#ifndef SOCK_RCVBUF_LOCK
#define SOCK_RCVBUF_LOCK 2
#endif
#ifndef SOCK_BUF_LOCK_MASK
#define SOCK_BUF_LOCK_MASK 0x3
#endif
#ifndef SOCK_TXREHASH_DEFAULT
#define SOCK_TXREHASH_DEFAULT 255
#endif
#ifndef SYS_SOCKET
#define SYS_SOCKET 1
#endif
#ifndef SYS_BIND
#define SYS_BIND 2
#endif
#ifndef SYS_CONNECT
#define SYS_CONNECT 3
#endif
#ifndef SYS_LISTEN
#define SYS_LISTEN 4
#endif
#ifndef SYS_ACCEPT
#define SYS_ACCEPT 5
#endif
#ifndef SYS_GETSOCKNAME
#define SYS_GETSOCKNAME 6
#endif
#ifndef SYS_GETPEERNAME
#define SYS_GETPEERNAME 7
#endif
#ifndef SYS_SOCKETPAIR
#define SYS_SOCKETPAIR 8
#endif
#ifndef SYS_SEND
#define SYS_SEND 9
#endif
#ifndef SYS_RECV
#define SYS_RECV 10
#endif
#ifndef SYS_SENDTO
#define SYS_SENDTO 11
#endif
#ifndef SYS_RECVFROM
#define SYS_RECVFROM 12
#endif
#ifndef SYS_SHUTDOWN
#define SYS_SHUTDOWN 13
#endif
#ifndef SYS_SETSOCKOPT
#define SYS_SETSOCKOPT 14
#endif
#ifndef SYS_GETSOCKOPT
#define SYS_GETSOCKOPT 15
#endif
#ifndef SYS_SENDMSG
#define SYS_SENDMSG 16
#endif
#ifndef SYS_RECVMSG
#define SYS_RECVMSG 17
#endif
#ifndef SYS_ACCEPT4
#define SYS_ACCEPT4 18
#endif
#ifndef SYS_RECVMMSG
#define SYS_RECVMMSG 19
#endif
#ifndef SYS_SENDMMSG
#define SYS_SENDMMSG 20
#endif
#ifndef UNIX_PATH_MAX
#define UNIX_PATH_MAX 108
#endif
#ifndef VMADDR_CID_HYPERVISOR
#define VMADDR_CID_HYPERVISOR 0
#endif
#ifndef VMADDR_CID_LOCAL
#define VMADDR_CID_LOCAL 1
#endif
#ifndef VMADDR_FLAG_TO_HOST
#define VMADDR_FLAG_TO_HOST 0x01
#endif
#ifndef VMADDR_CID_HOST
#define VMADDR_CID_HOST 2
#endif
#ifndef VMADDR_CID_ANY
#define VMADDR_CID_ANY 4294967295U
#endif
#ifndef VMADDR_PORT_ANY
#define VMADDR_PORT_ANY 4294967295U
#endif

/* AF_XDP and XDP: linux/if_link.h, linux/if_xdp.h, linux/bpf.h */

#ifndef XDP_PGOFF_RX_RING
#define XDP_PGOFF_RX_RING 0
#endif
#ifndef XDP_FLAGS_UPDATE_IF_NOEXIST
#define XDP_FLAGS_UPDATE_IF_NOEXIST 0x1U
#endif
#ifndef XDP_MMAP_OFFSETS
#define XDP_MMAP_OFFSETS 1
#endif
#ifndef XDP_OPTIONS_ZEROCOPY
#define XDP_OPTIONS_ZEROCOPY 0x1
#endif
#ifndef XDP_PKT_CONTD
#define XDP_PKT_CONTD 0x1
#endif
#ifndef XDP_RING_NEED_WAKEUP
#define XDP_RING_NEED_WAKEUP 0x1
#endif
#ifndef XDP_SHARED_UMEM
#define XDP_SHARED_UMEM 0x1
#endif
#ifndef XDP_TXMD_FLAGS_TIMESTAMP
#define XDP_TXMD_FLAGS_TIMESTAMP 0x1
#endif
#ifndef XDP_UMEM_UNALIGNED_CHUNK_FLAG
#define XDP_UMEM_UNALIGNED_CHUNK_FLAG 0x1
#endif
#ifndef XDP_COPY
#define XDP_COPY 0x2
#endif
#ifndef XDP_FLAGS_SKB_MODE
#define XDP_FLAGS_SKB_MODE 0x2U
#endif
#ifndef XDP_RX_RING
#define XDP_RX_RING 2
#endif
#ifndef XDP_TXMD_FLAGS_CHECKSUM
#define XDP_TXMD_FLAGS_CHECKSUM 0x2
#endif
#ifndef XDP_TX_METADATA
#define XDP_TX_METADATA 0x2
#endif
#ifndef XDP_UMEM_TX_SW_CSUM
#define XDP_UMEM_TX_SW_CSUM 0x2
#endif
#ifndef XDP_TX_RING
#define XDP_TX_RING 3
#endif
#ifndef XDP_FLAGS_DRV_MODE
#define XDP_FLAGS_DRV_MODE 0x4U
#endif
#ifndef XDP_TXMD_FLAGS_LAUNCH_TIME
#define XDP_TXMD_FLAGS_LAUNCH_TIME 0x4
#endif
#ifndef XDP_UMEM_REG
#define XDP_UMEM_REG 4
#endif
#ifndef XDP_UMEM_TX_METADATA_LEN
#define XDP_UMEM_TX_METADATA_LEN 0x4
#endif
#ifndef XDP_ZEROCOPY
#define XDP_ZEROCOPY 0x4
#endif
#ifndef XDP_UMEM_FILL_RING
#define XDP_UMEM_FILL_RING 5
#endif
#ifndef XDP_UMEM_COMPLETION_RING
#define XDP_UMEM_COMPLETION_RING 6
#endif
#ifndef XDP_STATISTICS
#define XDP_STATISTICS 7
#endif
#ifndef XDP_FLAGS_HW_MODE
#define XDP_FLAGS_HW_MODE 0x8U
#endif
#ifndef XDP_OPTIONS
#define XDP_OPTIONS 8
#endif
#ifndef XDP_USE_NEED_WAKEUP
#define XDP_USE_NEED_WAKEUP 0x8
#endif
#ifndef XDP_MAX_TX_SKB_BUDGET
#define XDP_MAX_TX_SKB_BUDGET 9
#endif
#ifndef XDP_FLAGS_MODES
#define XDP_FLAGS_MODES 0xeU
#endif
#ifndef XDP_FLAGS_REPLACE
#define XDP_FLAGS_REPLACE 0x10U
#endif
#ifndef XDP_USE_SG
#define XDP_USE_SG 0x10
#endif
#ifndef XDP_FLAGS_MASK
#define XDP_FLAGS_MASK 0x1fU
#endif
#ifndef XDP_PACKET_HEADROOM
#define XDP_PACKET_HEADROOM 256
#endif
#ifndef XDP_PGOFF_TX_RING
#define XDP_PGOFF_TX_RING 0x80000000
#endif
#ifndef XDP_UMEM_PGOFF_FILL_RING
#define XDP_UMEM_PGOFF_FILL_RING 0x100000000ULL
#endif
#ifndef XDP_UMEM_PGOFF_COMPLETION_RING
#define XDP_UMEM_PGOFF_COMPLETION_RING 0x180000000ULL
#endif

/* BPF: linux/bpf.h, linux/btf.h */

#ifndef BPF_ADD
#define BPF_ADD 0x00
#endif
#ifndef BPF_FROM_LE
#define BPF_FROM_LE 0x00
#endif
#ifndef BPF_IMM
#define BPF_IMM 0x00
#endif
#ifndef BPF_JA
#define BPF_JA 0x00
#endif
#ifndef BPF_K
#define BPF_K 0x00
#endif
#ifndef BPF_LD
#define BPF_LD 0x00
#endif
#ifndef BPF_TO_LE
#define BPF_TO_LE 0x00
#endif
#ifndef BPF_W
#define BPF_W 0x00
#endif
#ifndef BPF_FETCH
#define BPF_FETCH 0x01
#endif
#ifndef BPF_F_ALLOW_OVERRIDE
#define BPF_F_ALLOW_OVERRIDE 0x1U
#endif
#ifndef BPF_F_NETFILTER_IP_DEFRAG
#define BPF_F_NETFILTER_IP_DEFRAG 0x1U
#endif
#ifndef BPF_F_QUERY_EFFECTIVE
#define BPF_F_QUERY_EFFECTIVE 0x1U
#endif
#ifndef BPF_F_STRICT_ALIGNMENT
#define BPF_F_STRICT_ALIGNMENT 0x1U
#endif
#ifndef BPF_F_TEST_RUN_ON_CPU
#define BPF_F_TEST_RUN_ON_CPU 0x1U
#endif
#ifndef BPF_LDX
#define BPF_LDX 0x01
#endif
#ifndef BPF_PSEUDO_CALL
#define BPF_PSEUDO_CALL 1
#endif
#ifndef BPF_PSEUDO_MAP_FD
#define BPF_PSEUDO_MAP_FD 1
#endif
#ifndef BPF_F_ALLOW_MULTI
#define BPF_F_ALLOW_MULTI 0x2U
#endif
#ifndef BPF_F_ANY_ALIGNMENT
#define BPF_F_ANY_ALIGNMENT 0x2U
#endif
#ifndef BPF_F_TEST_XDP_LIVE_FRAMES
#define BPF_F_TEST_XDP_LIVE_FRAMES 0x2U
#endif
#ifndef BPF_PSEUDO_KFUNC_CALL
#define BPF_PSEUDO_KFUNC_CALL 2
#endif
#ifndef BPF_PSEUDO_MAP_VALUE
#define BPF_PSEUDO_MAP_VALUE 2
#endif
#ifndef BPF_ST
#define BPF_ST 0x02
#endif
#ifndef BPF_PSEUDO_BTF_ID
#define BPF_PSEUDO_BTF_ID 3
#endif
#ifndef BPF_STX
#define BPF_STX 0x03
#endif
#ifndef BPF_ALU
#define BPF_ALU 0x04
#endif
#ifndef BPF_F_REPLACE
#define BPF_F_REPLACE 0x4U
#endif
#ifndef BPF_F_TEST_RND_HI32
#define BPF_F_TEST_RND_HI32 0x4U
#endif
#ifndef BPF_F_TEST_SKB_CHECKSUM_COMPLETE
#define BPF_F_TEST_SKB_CHECKSUM_COMPLETE 0x4U
#endif
#ifndef BPF_PSEUDO_FUNC
#define BPF_PSEUDO_FUNC 4
#endif
#ifndef BPF_JMP
#define BPF_JMP 0x05
#endif
#ifndef BPF_PSEUDO_MAP_IDX
#define BPF_PSEUDO_MAP_IDX 5
#endif
#ifndef BPF_JMP32
#define BPF_JMP32 0x06
#endif
#ifndef BPF_PSEUDO_MAP_IDX_VALUE
#define BPF_PSEUDO_MAP_IDX_VALUE 6
#endif
#ifndef BPF_RET
#define BPF_RET 0x06
#endif
#ifndef BPF_ALU64
#define BPF_ALU64 0x07
#endif
#ifndef BPF_MISC
#define BPF_MISC 0x07
#endif
#ifndef BPF_FROM_BE
#define BPF_FROM_BE 0x08
#endif
#ifndef BPF_F_BEFORE
#define BPF_F_BEFORE 0x8U
#endif
#ifndef BPF_F_TEST_STATE_FREQ
#define BPF_F_TEST_STATE_FREQ 0x8U
#endif
#ifndef BPF_H
#define BPF_H 0x08
#endif
#ifndef BPF_TAG_SIZE
#define BPF_TAG_SIZE 8
#endif
#ifndef BPF_TO_BE
#define BPF_TO_BE 0x08
#endif
#ifndef BPF_X
#define BPF_X 0x08
#endif
#ifndef BPF_B
#define BPF_B 0x10
#endif
#ifndef BPF_F_AFTER
#define BPF_F_AFTER 0x10U
#endif
#ifndef BPF_F_SLEEPABLE
#define BPF_F_SLEEPABLE 0x10U
#endif
#ifndef BPF_JEQ
#define BPF_JEQ 0x10
#endif
#ifndef BPF_OBJ_NAME_LEN
#define BPF_OBJ_NAME_LEN 16U
#endif
#ifndef BPF_SUB
#define BPF_SUB 0x10
#endif
#ifndef BPF_BUILD_ID_SIZE
#define BPF_BUILD_ID_SIZE 20
#endif
#ifndef BPF_DW
#define BPF_DW 0x18
#endif
#ifndef BPF_F_REDIRECT_FLAGS
#define BPF_F_REDIRECT_FLAGS 0x19
#endif
#ifndef BPF_ABS
#define BPF_ABS 0x20
#endif
#ifndef BPF_F_ID
#define BPF_F_ID 0x20U
#endif
#ifndef BPF_F_XDP_HAS_FRAGS
#define BPF_F_XDP_HAS_FRAGS 0x20U
#endif
#ifndef BPF_JGT
#define BPF_JGT 0x20
#endif
#ifndef BPF_MUL
#define BPF_MUL 0x20
#endif
#ifndef BPF_DIV
#define BPF_DIV 0x30
#endif
#ifndef BPF_JGE
#define BPF_JGE 0x30
#endif
#ifndef BPF_F_PREORDER
#define BPF_F_PREORDER 0x40U
#endif
#ifndef BPF_F_XDP_DEV_BOUND_ONLY
#define BPF_F_XDP_DEV_BOUND_ONLY 0x40U
#endif
#ifndef BPF_IND
#define BPF_IND 0x40
#endif
#ifndef BPF_JSET
#define BPF_JSET 0x40
#endif
#ifndef BPF_OR
#define BPF_OR 0x40
#endif
#ifndef BPF_AND
#define BPF_AND 0x50
#endif
#ifndef BPF_JNE
#define BPF_JNE 0x50
#endif
#ifndef BPF_JSGT
#define BPF_JSGT 0x60
#endif
#ifndef BPF_LSH
#define BPF_LSH 0x60
#endif
#ifndef BPF_MEM
#define BPF_MEM 0x60
#endif
#ifndef BPF_JSGE
#define BPF_JSGE 0x70
#endif
#ifndef BPF_RSH
#define BPF_RSH 0x70
#endif
#ifndef BPF_CALL
#define BPF_CALL 0x80
#endif
#ifndef BPF_F_TEST_REG_INVARIANTS
#define BPF_F_TEST_REG_INVARIANTS 0x80U
#endif
#ifndef BPF_LEN
#define BPF_LEN 0x80
#endif
#ifndef BPF_MEMSX
#define BPF_MEMSX 0x80
#endif
#ifndef BPF_NEG
#define BPF_NEG 0x80
#endif
#ifndef BPF_EXIT
#define BPF_EXIT 0x90
#endif
#ifndef BPF_MOD
#define BPF_MOD 0x90
#endif
#ifndef BPF_JLT
#define BPF_JLT 0xa0
#endif
#ifndef BPF_MSH
#define BPF_MSH 0xa0
#endif
#ifndef BPF_XOR
#define BPF_XOR 0xa0
#endif
#ifndef BPF_JLE
#define BPF_JLE 0xb0
#endif
#ifndef BPF_MOV
#define BPF_MOV 0xb0
#endif
#ifndef BPF_ARSH
#define BPF_ARSH 0xc0
#endif
#ifndef BPF_ATOMIC
#define BPF_ATOMIC 0xc0
#endif
#ifndef BPF_JSLT
#define BPF_JSLT 0xc0
#endif
#ifndef BPF_XADD
#define BPF_XADD 0xc0
#endif
#ifndef BPF_END
#define BPF_END 0xd0
#endif
#ifndef BPF_JSLE
#define BPF_JSLE 0xd0
#endif
#ifndef BPF_JCOND
#define BPF_JCOND 0xe0
#endif
#ifndef BPF_XCHG
#define BPF_XCHG 0xe1
#endif
#ifndef BPF_CMPXCHG
#define BPF_CMPXCHG 0xf1
#endif
#ifndef BPF_LOAD_ACQ
#define BPF_LOAD_ACQ 0x100
#endif
#ifndef BPF_STORE_REL
#define BPF_STORE_REL 0x110
#endif
#ifndef BPF_MAXINSNS
#define BPF_MAXINSNS 4096
#endif
#ifndef BPF_F_LINK
#define BPF_F_LINK 8192
#endif
#ifndef MAX_BPF_REG
#define MAX_BPF_REG 11
#endif
#ifndef BTF_INT_SIGNED
#define BTF_INT_SIGNED 0x1
#endif
#ifndef BTF_VERSION
#define BTF_VERSION 1
#endif
#ifndef BTF_INT_CHAR
#define BTF_INT_CHAR 0x2
#endif
#ifndef BTF_INT_BOOL
#define BTF_INT_BOOL 0x4
#endif
#ifndef BTF_MAGIC
#define BTF_MAGIC 0xeB9F
#endif

/* perf events: linux/perf_event.h */

#ifndef PERF_RECORD_MISC_CPUMODE_UNKNOWN
#define PERF_RECORD_MISC_CPUMODE_UNKNOWN 0x0
#endif
#ifndef PERF_FLAG_FD_NO_GROUP
#define PERF_FLAG_FD_NO_GROUP 0x1UL
#endif
#ifndef PERF_RECORD_KSYMBOL_FLAGS_UNREGISTER
#define PERF_RECORD_KSYMBOL_FLAGS_UNREGISTER 0x1
#endif
#ifndef PERF_RECORD_MISC_KERNEL
#define PERF_RECORD_MISC_KERNEL 0x1
#endif
#ifndef PERF_FLAG_FD_OUTPUT
#define PERF_FLAG_FD_OUTPUT 0x2UL
#endif
#ifndef PERF_RECORD_MISC_USER
#define PERF_RECORD_MISC_USER 0x2
#endif
#ifndef PERF_RECORD_MISC_HYPERVISOR
#define PERF_RECORD_MISC_HYPERVISOR 0x3
#endif
#ifndef PERF_FLAG_PID_CGROUP
#define PERF_FLAG_PID_CGROUP 0x4UL
#endif
#ifndef PERF_RECORD_MISC_GUEST_KERNEL
#define PERF_RECORD_MISC_GUEST_KERNEL 0x4
#endif
#ifndef PERF_RECORD_MISC_GUEST_USER
#define PERF_RECORD_MISC_GUEST_USER 0x5
#endif
#ifndef PERF_RECORD_MISC_CPUMODE_MASK
#define PERF_RECORD_MISC_CPUMODE_MASK 0x7
#endif
#ifndef PERF_SAMPLE_BRANCH_PLM_ALL
#define PERF_SAMPLE_BRANCH_PLM_ALL 0x7
#endif
#ifndef PERF_FLAG_FD_CLOEXEC
#define PERF_FLAG_FD_CLOEXEC 0x8UL
#endif
#ifndef PERF_MAX_CONTEXTS_PER_STACK
#define PERF_MAX_CONTEXTS_PER_STACK 8
#endif
#ifndef PERF_PMU_TYPE_SHIFT
#define PERF_PMU_TYPE_SHIFT 32
#endif
#ifndef PERF_BRANCH_ENTRY_INFO_BITS_MAX
#define PERF_BRANCH_ENTRY_INFO_BITS_MAX 33
#endif
#ifndef PERF_ATTR_SIZE_VER0
#define PERF_ATTR_SIZE_VER0 64
#endif
#ifndef PERF_ATTR_SIZE_VER1
#define PERF_ATTR_SIZE_VER1 72
#endif
#ifndef PERF_ATTR_SIZE_VER2
#define PERF_ATTR_SIZE_VER2 80
#endif
#ifndef PERF_ATTR_SIZE_VER3
#define PERF_ATTR_SIZE_VER3 96
#endif
#ifndef PERF_ATTR_SIZE_VER4
#define PERF_ATTR_SIZE_VER4 104
#endif
#ifndef PERF_ATTR_SIZE_VER5
#define PERF_ATTR_SIZE_VER5 112
#endif
#ifndef PERF_ATTR_SIZE_VER6
#define PERF_ATTR_SIZE_VER6 120
#endif
#ifndef PERF_MAX_STACK_DEPTH
#define PERF_MAX_STACK_DEPTH 127
#endif
#ifndef PERF_ATTR_SIZE_VER7
#define PERF_ATTR_SIZE_VER7 128
#endif
#ifndef PERF_ATTR_SIZE_VER8
#define PERF_ATTR_SIZE_VER8 136
#endif
#ifndef PERF_ATTR_SIZE_VER9
#define PERF_ATTR_SIZE_VER9 144
#endif
#ifndef PERF_RECORD_MISC_PROC_MAP_PARSE_TIMEOUT
#define PERF_RECORD_MISC_PROC_MAP_PARSE_TIMEOUT 0x1000
#endif
#ifndef PERF_RECORD_MISC_COMM_EXEC
#define PERF_RECORD_MISC_COMM_EXEC 0x2000
#endif
#ifndef PERF_RECORD_MISC_FORK_EXEC
#define PERF_RECORD_MISC_FORK_EXEC 0x2000
#endif
#ifndef PERF_RECORD_MISC_MMAP_DATA
#define PERF_RECORD_MISC_MMAP_DATA 0x2000
#endif
#ifndef PERF_RECORD_MISC_SWITCH_OUT
#define PERF_RECORD_MISC_SWITCH_OUT 0x2000
#endif
#ifndef PERF_RECORD_MISC_EXACT_IP
#define PERF_RECORD_MISC_EXACT_IP 0x4000
#endif
#ifndef PERF_RECORD_MISC_MMAP_BUILD_ID
#define PERF_RECORD_MISC_MMAP_BUILD_ID 0x4000
#endif
#ifndef PERF_RECORD_MISC_SWITCH_OUT_PREEMPT
#define PERF_RECORD_MISC_SWITCH_OUT_PREEMPT 0x4000
#endif
#ifndef PERF_RECORD_MISC_EXT_RESERVED
#define PERF_RECORD_MISC_EXT_RESERVED 0x8000
#endif
#ifndef PERF_SAMPLE_WEIGHT_TYPE
#define PERF_SAMPLE_WEIGHT_TYPE 0x1004000
#endif
#ifndef PERF_HW_EVENT_MASK
#define PERF_HW_EVENT_MASK 0xffffffff
#endif

/* file modes: linux/stat.h */

#ifndef S_IXOTH
#define S_IXOTH 00001
#endif
#ifndef S_IWOTH
#define S_IWOTH 00002
#endif
#ifndef S_IROTH
#define S_IROTH 00004
#endif
#ifndef S_IRWXO
#define S_IRWXO 00007
#endif
#ifndef S_IXGRP
#define S_IXGRP 00010
#endif
#ifndef S_IWGRP
#define S_IWGRP 00020
#endif
#ifndef S_IRGRP
#define S_IRGRP 00040
#endif
#ifndef S_IRWXG
#define S_IRWXG 00070
#endif
#ifndef S_IXUSR
#define S_IXUSR 00100
#endif
#ifndef S_IWUSR
#define S_IWUSR 00200
#endif
#ifndef S_IRUSR
#define S_IRUSR 00400
#endif
#ifndef S_IRWXU
#define S_IRWXU 00700
#endif
#ifndef S_ISVTX
#define S_ISVTX 0001000
#endif
#ifndef S_ISGID
#define S_ISGID 0002000
#endif
#ifndef S_ISUID
#define S_ISUID 0004000
#endif
#ifndef S_IFIFO
#define S_IFIFO 0010000
#endif
#ifndef S_IFCHR
#define S_IFCHR 0020000
#endif
#ifndef S_IFDIR
#define S_IFDIR 0040000
#endif
#ifndef S_IFBLK
#define S_IFBLK 0060000
#endif
#ifndef S_IFREG
#define S_IFREG 0100000
#endif
#ifndef S_IFLNK
#define S_IFLNK 0120000
#endif
#ifndef S_IFSOCK
#define S_IFSOCK 0140000
#endif
#ifndef S_IFMT
#define S_IFMT 00170000
#endif
#ifndef STATX_TYPE
#define STATX_TYPE 0x00000001U
#endif
#ifndef STATX_MODE
#define STATX_MODE 0x00000002U
#endif
#ifndef STATX_ATTR_COMPRESSED
#define STATX_ATTR_COMPRESSED 0x00000004
#endif
#ifndef STATX_NLINK
#define STATX_NLINK 0x00000004U
#endif
#ifndef STATX_UID
#define STATX_UID 0x00000008U
#endif
#ifndef STATX_ATTR_IMMUTABLE
#define STATX_ATTR_IMMUTABLE 0x00000010
#endif
#ifndef STATX_GID
#define STATX_GID 0x00000010U
#endif
#ifndef STATX_ATIME
#define STATX_ATIME 0x00000020U
#endif
#ifndef STATX_ATTR_APPEND
#define STATX_ATTR_APPEND 0x00000020
#endif
#ifndef STATX_ATTR_NODUMP
#define STATX_ATTR_NODUMP 0x00000040
#endif
#ifndef STATX_MTIME
#define STATX_MTIME 0x00000040U
#endif
#ifndef STATX_CTIME
#define STATX_CTIME 0x00000080U
#endif
#ifndef STATX_INO
#define STATX_INO 0x00000100U
#endif
#ifndef STATX_SIZE
#define STATX_SIZE 0x00000200U
#endif
#ifndef STATX_BLOCKS
#define STATX_BLOCKS 0x00000400U
#endif
#ifndef STATX_BASIC_STATS
#define STATX_BASIC_STATS 0x000007ffU
#endif
#ifndef STATX_ATTR_ENCRYPTED
#define STATX_ATTR_ENCRYPTED 0x00000800
#endif
#ifndef STATX_BTIME
#define STATX_BTIME 0x00000800U
#endif
#ifndef STATX_ALL
#define STATX_ALL 0x00000fffU
#endif
#ifndef STATX_ATTR_AUTOMOUNT
#define STATX_ATTR_AUTOMOUNT 0x00001000
#endif
#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x00001000U
#endif
#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x00002000
#endif
#ifndef STATX_DIOALIGN
#define STATX_DIOALIGN 0x00002000U
#endif
#ifndef STATX_MNT_ID_UNIQUE
#define STATX_MNT_ID_UNIQUE 0x00004000U
#endif
#ifndef STATX_SUBVOL
#define STATX_SUBVOL 0x00008000U
#endif
#ifndef STATX_WRITE_ATOMIC
#define STATX_WRITE_ATOMIC 0x00010000U
#endif
#ifndef STATX_DIO_READ_ALIGN
#define STATX_DIO_READ_ALIGN 0x00020000U
#endif
#ifndef STATX_ATTR_VERITY
#define STATX_ATTR_VERITY 0x00100000
#endif
#ifndef STATX_ATTR_DAX
#define STATX_ATTR_DAX 0x00200000
#endif
#ifndef STATX_ATTR_WRITE_ATOMIC
#define STATX_ATTR_WRITE_ATOMIC 0x00400000
#endif
#ifndef STATX__RESERVED
#define STATX__RESERVED 0x80000000U
#endif

/* open, fcntl and paths: linux/fcntl.h, linux/openat2.h */

#ifndef O_RDONLY
#define O_RDONLY 0
#endif
#ifndef O_WRONLY
#define O_WRONLY 0x1
#endif
#ifndef O_RDWR
#define O_RDWR 0x2
#endif
#ifndef O_ACCMODE
#define O_ACCMODE 3
#endif
#ifndef O_CREAT
#if defined(__TARGET_ARCH_mips)
#define O_CREAT 0x100
#elif defined(__TARGET_ARCH_sparc)
#define O_CREAT 0x200
#else
#define O_CREAT 0x40
#endif
#endif
#ifndef O_EXCL
#if defined(__TARGET_ARCH_mips)
#define O_EXCL 0x400
#elif defined(__TARGET_ARCH_sparc)
#define O_EXCL 0x800
#else
#define O_EXCL 0x80
#endif
#endif
#ifndef O_NOCTTY
#if defined(__TARGET_ARCH_mips)
#define O_NOCTTY 0x800
#elif defined(__TARGET_ARCH_sparc)
#define O_NOCTTY 0x8000
#else
#define O_NOCTTY 0x100
#endif
#endif
#ifndef O_TRUNC
#if defined(__TARGET_ARCH_sparc)
#define O_TRUNC 0x400
#else
#define O_TRUNC 0x200
#endif
#endif
#ifndef O_APPEND
#if defined(__TARGET_ARCH_mips)
#define O_APPEND 0x8
#elif defined(__TARGET_ARCH_sparc)
#define O_APPEND 0x8
#else
#define O_APPEND 0x400
#endif
#endif
#ifndef O_NDELAY
#if defined(__TARGET_ARCH_mips)
#define O_NDELAY 0x80
#elif defined(__TARGET_ARCH_sparc)
#define O_NDELAY 0x4
#else
#define O_NDELAY 0x800
#endif
#endif
#ifndef O_NONBLOCK
#if defined(__TARGET_ARCH_mips)
#define O_NONBLOCK 0x80
#elif defined(__TARGET_ARCH_sparc)
#define O_NONBLOCK 0x4000
#else
#define O_NONBLOCK 0x800
#endif
#endif
#ifndef O_DSYNC
#if defined(__TARGET_ARCH_mips)
#define O_DSYNC 0x10
#elif defined(__TARGET_ARCH_sparc)
#define O_DSYNC 0x2000
#else
#define O_DSYNC 0x1000
#endif
#endif
#ifndef O_DIRECT
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arc)
#define O_DIRECT 0x4000
#elif defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_arm)
#define O_DIRECT 0x10000
#elif defined(__TARGET_ARCH_powerpc)
#define O_DIRECT 0x20000
#elif defined(__TARGET_ARCH_mips)
#define O_DIRECT 0x8000
#elif defined(__TARGET_ARCH_sparc)
#define O_DIRECT 0x100000
#endif
#endif
#ifndef O_LARGEFILE
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arc)
#define O_LARGEFILE 0x8000
#elif defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_arm)
#define O_LARGEFILE 0x20000
#elif defined(__TARGET_ARCH_powerpc)
#define O_LARGEFILE 0x10000
#elif defined(__TARGET_ARCH_mips)
#define O_LARGEFILE 0x2000
#elif defined(__TARGET_ARCH_sparc)
#define O_LARGEFILE 0x40000
#endif
#endif
#ifndef O_DIRECTORY
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arc) || defined(__TARGET_ARCH_mips) || defined(__TARGET_ARCH_sparc)
#define O_DIRECTORY 0x10000
#elif defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_arm)
#define O_DIRECTORY 0x4000
#endif
#endif
#ifndef O_NOFOLLOW
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arc) || defined(__TARGET_ARCH_mips) || defined(__TARGET_ARCH_sparc)
#define O_NOFOLLOW 0x20000
#elif defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_arm)
#define O_NOFOLLOW 0x8000
#endif
#endif
#ifndef O_NOATIME
#if defined(__TARGET_ARCH_sparc)
#define O_NOATIME 0x200000
#else
#define O_NOATIME 0x40000
#endif
#endif
#ifndef O_CLOEXEC
#if defined(__TARGET_ARCH_sparc)
#define O_CLOEXEC 0x400000
#else
#define O_CLOEXEC 0x80000
#endif
#endif
#ifndef O_SYNC
#if defined(__TARGET_ARCH_mips)
#define O_SYNC 0x4010
#elif defined(__TARGET_ARCH_sparc)
#define O_SYNC 0x802000
#else
#define O_SYNC 0x101000
#endif
#endif
#ifndef O_PATH
#if defined(__TARGET_ARCH_sparc)
#define O_PATH 0x1000000
#else
#define O_PATH 0x200000
#endif
#endif
#ifndef O_TMPFILE
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arc) || defined(__TARGET_ARCH_mips)
#define O_TMPFILE 0x410000
#elif defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_arm)
#define O_TMPFILE 0x404000
#elif defined(__TARGET_ARCH_sparc)
#define O_TMPFILE 0x2010000
#endif
#endif
#ifndef O_EMPTYPATH
#define O_EMPTYPATH 0x4000000
#endif
#ifndef FASYNC
#if defined(__TARGET_ARCH_mips)
#define FASYNC 0x1000
#elif defined(__TARGET_ARCH_sparc)
#define FASYNC 0x40
#else
#define FASYNC 0x2000
#endif
#endif
#ifndef F_DUPFD
#define F_DUPFD 0
#endif
#ifndef F_OWNER_TID
#define F_OWNER_TID 0
#endif
#ifndef F_RDLCK
#if defined(__TARGET_ARCH_sparc)
#define F_RDLCK 1
#else
#define F_RDLCK 0
#endif
#endif
#ifndef F_GETFD
#define F_GETFD 1
#endif
#ifndef F_OWNER_PID
#define F_OWNER_PID 1
#endif
#ifndef F_SEAL_SEAL
#define F_SEAL_SEAL 0x0001
#endif
#ifndef F_WRLCK
#if defined(__TARGET_ARCH_sparc)
#define F_WRLCK 2
#else
#define F_WRLCK 1
#endif
#endif
#ifndef F_OWNER_PGRP
#define F_OWNER_PGRP 2
#endif
#ifndef F_SEAL_SHRINK
#define F_SEAL_SHRINK 0x0002
#endif
#ifndef F_SETFD
#define F_SETFD 2
#endif
#ifndef F_UNLCK
#if defined(__TARGET_ARCH_sparc)
#define F_UNLCK 3
#else
#define F_UNLCK 2
#endif
#endif
#ifndef F_GETFL
#define F_GETFL 3
#endif
#ifndef F_EXLCK
#define F_EXLCK 4
#endif
#ifndef F_SEAL_GROW
#define F_SEAL_GROW 0x0004
#endif
#ifndef F_SETFL
#define F_SETFL 4
#endif
#ifndef F_GETLK
#if defined(__TARGET_ARCH_mips)
#define F_GETLK 14
#elif defined(__TARGET_ARCH_sparc)
#define F_GETLK 7
#else
#define F_GETLK 5
#endif
#endif
#ifndef F_SETLK
#if defined(__TARGET_ARCH_sparc)
#define F_SETLK 8
#else
#define F_SETLK 6
#endif
#endif
#ifndef F_SETLKW
#if defined(__TARGET_ARCH_sparc)
#define F_SETLKW 9
#else
#define F_SETLKW 7
#endif
#endif
#ifndef F_SEAL_WRITE
#define F_SEAL_WRITE 0x0008
#endif
#ifndef F_SETOWN
#if defined(__TARGET_ARCH_mips)
#define F_SETOWN 24
#elif defined(__TARGET_ARCH_sparc)
#define F_SETOWN 6
#else
#define F_SETOWN 8
#endif
#endif
#ifndef F_SHLCK
#define F_SHLCK 8
#endif
#ifndef F_GETOWN
#if defined(__TARGET_ARCH_mips)
#define F_GETOWN 23
#elif defined(__TARGET_ARCH_sparc)
#define F_GETOWN 5
#else
#define F_GETOWN 9
#endif
#endif
#ifndef F_SETSIG
#define F_SETSIG 10
#endif
#ifndef F_GETSIG
#define F_GETSIG 11
#endif
#ifndef F_SETOWN_EX
#define F_SETOWN_EX 15
#endif
#ifndef F_GETOWN_EX
#define F_GETOWN_EX 16
#endif
#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif
#ifndef F_GETOWNER_UIDS
#define F_GETOWNER_UIDS 17
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020
#endif
#ifndef F_OFD_GETLK
#define F_OFD_GETLK 36
#endif
#ifndef F_OFD_SETLK
#define F_OFD_SETLK 37
#endif
#ifndef F_OFD_SETLKW
#define F_OFD_SETLKW 38
#endif
#ifndef F_LINUX_SPECIFIC_BASE
#define F_LINUX_SPECIFIC_BASE 1024
#endif
#ifndef F_SETLEASE
#define F_SETLEASE 1024
#endif
#ifndef F_GETLEASE
#define F_GETLEASE 1025
#endif
#ifndef F_NOTIFY
#define F_NOTIFY 1026
#endif
#ifndef F_DUPFD_QUERY
#define F_DUPFD_QUERY 1027
#endif
#ifndef F_CREATED_QUERY
#define F_CREATED_QUERY 1028
#endif
#ifndef F_CANCELLK
#define F_CANCELLK 1029
#endif
#ifndef F_DUPFD_CLOEXEC
#define F_DUPFD_CLOEXEC 1030
#endif
#ifndef F_SETPIPE_SZ
#define F_SETPIPE_SZ 1031
#endif
#ifndef F_GETPIPE_SZ
#define F_GETPIPE_SZ 1032
#endif
#ifndef F_ADD_SEALS
#define F_ADD_SEALS 1033
#endif
#ifndef F_GET_SEALS
#define F_GET_SEALS 1034
#endif
#ifndef F_GET_RW_HINT
#define F_GET_RW_HINT 1035
#endif
#ifndef F_SET_RW_HINT
#define F_SET_RW_HINT 1036
#endif
#ifndef F_GET_FILE_RW_HINT
#define F_GET_FILE_RW_HINT 1037
#endif
#ifndef F_SET_FILE_RW_HINT
#define F_SET_FILE_RW_HINT 1038
#endif
#ifndef F_GETDELEG
#define F_GETDELEG 1039
#endif
#ifndef F_SETDELEG
#define F_SETDELEG 1040
#endif
#ifndef FD_CLOEXEC
#define FD_CLOEXEC 1
#endif
#ifndef LOCK_SH
#define LOCK_SH 1
#endif
#ifndef LOCK_EX
#define LOCK_EX 2
#endif
#ifndef LOCK_NB
#define LOCK_NB 4
#endif
#ifndef LOCK_UN
#define LOCK_UN 8
#endif
#ifndef LOCK_MAND
#define LOCK_MAND 32
#endif
#ifndef LOCK_READ
#define LOCK_READ 64
#endif
#ifndef LOCK_WRITE
#define LOCK_WRITE 128
#endif
#ifndef LOCK_RW
#define LOCK_RW 192
#endif
#ifndef DN_ACCESS
#define DN_ACCESS 0x00000001
#endif
#ifndef DN_MODIFY
#define DN_MODIFY 0x00000002
#endif
#ifndef DN_CREATE
#define DN_CREATE 0x00000004
#endif
#ifndef DN_DELETE
#define DN_DELETE 0x00000008
#endif
#ifndef DN_RENAME
#define DN_RENAME 0x00000010
#endif
#ifndef DN_ATTRIB
#define DN_ATTRIB 0x00000020
#endif
#ifndef DN_MULTISHOT
#define DN_MULTISHOT 0x80000000
#endif
#ifndef AT_STATX_SYNC_AS_STAT
#define AT_STATX_SYNC_AS_STAT 0x0000
#endif
#ifndef AT_HANDLE_MNT_ID_UNIQUE
#define AT_HANDLE_MNT_ID_UNIQUE 0x001
#endif
#ifndef AT_RENAME_NOREPLACE
#define AT_RENAME_NOREPLACE 0x0001
#endif
#ifndef AT_HANDLE_CONNECTABLE
#define AT_HANDLE_CONNECTABLE 0x002
#endif
#ifndef AT_RENAME_EXCHANGE
#define AT_RENAME_EXCHANGE 0x0002
#endif
#ifndef AT_RENAME_WHITEOUT
#define AT_RENAME_WHITEOUT 0x0004
#endif
#ifndef AT_SYMLINK_NOFOLLOW
#define AT_SYMLINK_NOFOLLOW 0x100
#endif
#ifndef AT_EACCESS
#define AT_EACCESS 0x200
#endif
#ifndef AT_HANDLE_FID
#define AT_HANDLE_FID 0x200
#endif
#ifndef AT_REMOVEDIR
#define AT_REMOVEDIR 0x200
#endif
#ifndef AT_SYMLINK_FOLLOW
#define AT_SYMLINK_FOLLOW 0x400
#endif
#ifndef AT_NO_AUTOMOUNT
#define AT_NO_AUTOMOUNT 0x800
#endif
#ifndef AT_EMPTY_PATH
#define AT_EMPTY_PATH 0x1000
#endif
#ifndef AT_STATX_FORCE_SYNC
#define AT_STATX_FORCE_SYNC 0x2000
#endif
#ifndef AT_STATX_DONT_SYNC
#define AT_STATX_DONT_SYNC 0x4000
#endif
#ifndef AT_STATX_SYNC_TYPE
#define AT_STATX_SYNC_TYPE 0x6000
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif
#ifndef AT_EXECVE_CHECK
#define AT_EXECVE_CHECK 0x10000
#endif
#ifndef AT_FDCWD
#define AT_FDCWD (-100)
#endif
#ifndef RESOLVE_NO_XDEV
#define RESOLVE_NO_XDEV 0x01
#endif
#ifndef RESOLVE_NO_MAGICLINKS
#define RESOLVE_NO_MAGICLINKS 0x02
#endif
#ifndef RESOLVE_NO_SYMLINKS
#define RESOLVE_NO_SYMLINKS 0x04
#endif
#ifndef RESOLVE_BENEATH
#define RESOLVE_BENEATH 0x08
#endif
#ifndef RESOLVE_IN_ROOT
#define RESOLVE_IN_ROOT 0x10
#endif
#ifndef RESOLVE_CACHED
#define RESOLVE_CACHED 0x20
#endif

/* files and mounts: linux/fs.h, linux/mount.h, linux/falloc.h, linux/xattr.h, linux/memfd.h, linux/pidfd.h */

#ifndef SEEK_SET
#define SEEK_SET 0
#endif
#ifndef SEEK_CUR
#define SEEK_CUR 1
#endif
#ifndef SEEK_END
#define SEEK_END 2
#endif
#ifndef SEEK_DATA
#define SEEK_DATA 3
#endif
#ifndef SEEK_HOLE
#define SEEK_HOLE 4
#endif
#ifndef SEEK_MAX
#define SEEK_MAX 4
#endif
#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 0x1
#endif
#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 0x2
#endif
#ifndef RENAME_WHITEOUT
#define RENAME_WHITEOUT 0x4
#endif
#ifndef RWF_WRITE_LIFE_NOT_SET
#define RWF_WRITE_LIFE_NOT_SET 0
#endif
#ifndef RWF_HIPRI
#define RWF_HIPRI 0x1
#endif
#ifndef RWF_DSYNC
#define RWF_DSYNC 0x2
#endif
#ifndef RWF_SYNC
#define RWF_SYNC 0x4
#endif
#ifndef RWF_NOWAIT
#define RWF_NOWAIT 0x8
#endif
#ifndef RWF_APPEND
#define RWF_APPEND 0x10
#endif
#ifndef RWF_NOAPPEND
#define RWF_NOAPPEND 0x20
#endif
#ifndef RWF_ATOMIC
#define RWF_ATOMIC 0x40
#endif
#ifndef RWF_DONTCACHE
#define RWF_DONTCACHE 0x80
#endif
#ifndef RWF_NOSIGNAL
#define RWF_NOSIGNAL 0x100
#endif
#ifndef FS_SECRM_FL
#define FS_SECRM_FL 0x00000001
#endif
#ifndef FS_UNRM_FL
#define FS_UNRM_FL 0x00000002
#endif
#ifndef FS_COMPR_FL
#define FS_COMPR_FL 0x00000004
#endif
#ifndef FS_SYNC_FL
#define FS_SYNC_FL 0x00000008
#endif
#ifndef FS_IMMUTABLE_FL
#define FS_IMMUTABLE_FL 0x00000010
#endif
#ifndef FS_APPEND_FL
#define FS_APPEND_FL 0x00000020
#endif
#ifndef FS_NODUMP_FL
#define FS_NODUMP_FL 0x00000040
#endif
#ifndef FS_NOATIME_FL
#define FS_NOATIME_FL 0x00000080
#endif
#ifndef FS_DIRTY_FL
#define FS_DIRTY_FL 0x00000100
#endif
#ifndef FS_COMPRBLK_FL
#define FS_COMPRBLK_FL 0x00000200
#endif
#ifndef FS_NOCOMP_FL
#define FS_NOCOMP_FL 0x00000400
#endif
#ifndef FS_ENCRYPT_FL
#define FS_ENCRYPT_FL 0x00000800
#endif
#ifndef FS_BTREE_FL
#define FS_BTREE_FL 0x00001000
#endif
#ifndef FS_INDEX_FL
#define FS_INDEX_FL 0x00001000
#endif
#ifndef FS_IMAGIC_FL
#define FS_IMAGIC_FL 0x00002000
#endif
#ifndef FS_JOURNAL_DATA_FL
#define FS_JOURNAL_DATA_FL 0x00004000
#endif
#ifndef FS_NOTAIL_FL
#define FS_NOTAIL_FL 0x00008000
#endif
#ifndef FS_DIRSYNC_FL
#define FS_DIRSYNC_FL 0x00010000
#endif
#ifndef FS_TOPDIR_FL
#define FS_TOPDIR_FL 0x00020000
#endif
#ifndef FS_HUGE_FILE_FL
#define FS_HUGE_FILE_FL 0x00040000
#endif
#ifndef FS_EXTENT_FL
#define FS_EXTENT_FL 0x00080000
#endif
#ifndef FS_VERITY_FL
#define FS_VERITY_FL 0x00100000
#endif
#ifndef FS_EA_INODE_FL
#define FS_EA_INODE_FL 0x00200000
#endif
#ifndef FS_EOFBLOCKS_FL
#define FS_EOFBLOCKS_FL 0x00400000
#endif
#ifndef FS_NOCOW_FL
#define FS_NOCOW_FL 0x00800000
#endif
#ifndef FS_DAX_FL
#define FS_DAX_FL 0x02000000
#endif
#ifndef FS_INLINE_DATA_FL
#define FS_INLINE_DATA_FL 0x10000000
#endif
#ifndef FS_PROJINHERIT_FL
#define FS_PROJINHERIT_FL 0x20000000
#endif
#ifndef FS_CASEFOLD_FL
#define FS_CASEFOLD_FL 0x40000000
#endif
#ifndef FS_RESERVED_FL
#define FS_RESERVED_FL 0x80000000
#endif
#ifndef MS_RDONLY
#define MS_RDONLY 1
#endif
#ifndef MS_NOSUID
#define MS_NOSUID 2
#endif
#ifndef MS_NODEV
#define MS_NODEV 4
#endif
#ifndef MS_NOEXEC
#define MS_NOEXEC 8
#endif
#ifndef MS_SYNCHRONOUS
#define MS_SYNCHRONOUS 16
#endif
#ifndef MS_REMOUNT
#define MS_REMOUNT 32
#endif
#ifndef MS_MANDLOCK
#define MS_MANDLOCK 64
#endif
#ifndef MS_DIRSYNC
#define MS_DIRSYNC 128
#endif
#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256
#endif
#ifndef MS_NOATIME
#define MS_NOATIME 1024
#endif
#ifndef MS_NODIRATIME
#define MS_NODIRATIME 2048
#endif
#ifndef MS_BIND
#define MS_BIND 4096
#endif
#ifndef MS_MOVE
#define MS_MOVE 8192
#endif
#ifndef MS_REC
#define MS_REC 16384
#endif
#ifndef MS_SILENT
#define MS_SILENT 32768
#endif
#ifndef MS_VERBOSE
#define MS_VERBOSE 32768
#endif
#ifndef MS_POSIXACL
#define MS_POSIXACL 0x10000
#endif
#ifndef MS_UNBINDABLE
#define MS_UNBINDABLE 0x20000
#endif
#ifndef MS_PRIVATE
#define MS_PRIVATE 0x40000
#endif
#ifndef MS_SLAVE
#define MS_SLAVE 0x80000
#endif
#ifndef MS_SHARED
#define MS_SHARED 0x100000
#endif
#ifndef MS_RELATIME
#define MS_RELATIME 0x200000
#endif
#ifndef MS_KERNMOUNT
#define MS_KERNMOUNT 0x400000
#endif
#ifndef MS_I_VERSION
#define MS_I_VERSION 0x800000
#endif
#ifndef MS_STRICTATIME
#define MS_STRICTATIME 0x1000000
#endif
#ifndef MS_LAZYTIME
#define MS_LAZYTIME 0x2000000
#endif
#ifndef MS_RMT_MASK
#define MS_RMT_MASK 0x2800051
#endif
#ifndef MS_SUBMOUNT
#define MS_SUBMOUNT 0x4000000
#endif
#ifndef MS_NOREMOTELOCK
#define MS_NOREMOTELOCK 0x8000000
#endif
#ifndef MS_NOSEC
#define MS_NOSEC 0x10000000
#endif
#ifndef MS_BORN
#define MS_BORN 0x20000000
#endif
#ifndef MS_ACTIVE
#define MS_ACTIVE 0x40000000
#endif
#ifndef MS_MGC_VAL
#define MS_MGC_VAL 0xC0ED0000
#endif
#ifndef MS_MGC_MSK
#define MS_MGC_MSK 0xffff0000
#endif
#ifndef MS_NOUSER
#define MS_NOUSER (-2147483647 - 1)
#endif
#ifndef MOUNT_ATTR_RELATIME
#define MOUNT_ATTR_RELATIME 0x00000000
#endif
#ifndef MOUNT_ATTR_RDONLY
#define MOUNT_ATTR_RDONLY 0x00000001
#endif
#ifndef MOUNT_ATTR_NOSUID
#define MOUNT_ATTR_NOSUID 0x00000002
#endif
#ifndef MOUNT_ATTR_NODEV
#define MOUNT_ATTR_NODEV 0x00000004
#endif
#ifndef MOUNT_ATTR_NOEXEC
#define MOUNT_ATTR_NOEXEC 0x00000008
#endif
#ifndef MOUNT_ATTR_NOATIME
#define MOUNT_ATTR_NOATIME 0x00000010
#endif
#ifndef MOUNT_ATTR_SIZE_VER0
#define MOUNT_ATTR_SIZE_VER0 32
#endif
#ifndef MOUNT_ATTR_STRICTATIME
#define MOUNT_ATTR_STRICTATIME 0x00000020
#endif
#ifndef MOUNT_ATTR__ATIME
#define MOUNT_ATTR__ATIME 0x00000070
#endif
#ifndef MOUNT_ATTR_NODIRATIME
#define MOUNT_ATTR_NODIRATIME 0x00000080
#endif
#ifndef MOUNT_ATTR_IDMAP
#define MOUNT_ATTR_IDMAP 0x00100000
#endif
#ifndef MOUNT_ATTR_NOSYMFOLLOW
#define MOUNT_ATTR_NOSYMFOLLOW 0x00200000
#endif
#ifndef MOVE_MOUNT_F_SYMLINKS
#define MOVE_MOUNT_F_SYMLINKS 0x00000001
#endif
#ifndef MOVE_MOUNT_F_AUTOMOUNTS
#define MOVE_MOUNT_F_AUTOMOUNTS 0x00000002
#endif
#ifndef MOVE_MOUNT_F_EMPTY_PATH
#define MOVE_MOUNT_F_EMPTY_PATH 0x00000004
#endif
#ifndef MOVE_MOUNT_T_SYMLINKS
#define MOVE_MOUNT_T_SYMLINKS 0x00000010
#endif
#ifndef MOVE_MOUNT_T_AUTOMOUNTS
#define MOVE_MOUNT_T_AUTOMOUNTS 0x00000020
#endif
#ifndef MOVE_MOUNT_T_EMPTY_PATH
#define MOVE_MOUNT_T_EMPTY_PATH 0x00000040
#endif
#ifndef MOVE_MOUNT_SET_GROUP
#define MOVE_MOUNT_SET_GROUP 0x00000100
#endif
#ifndef MOVE_MOUNT_BENEATH
#define MOVE_MOUNT_BENEATH 0x00000200
#endif
#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 0x1
#endif
#ifndef OPEN_TREE_NAMESPACE
#define OPEN_TREE_NAMESPACE 0x2
#endif
#ifndef OPEN_TREE_CLOEXEC
#if defined(__TARGET_ARCH_sparc)
#define OPEN_TREE_CLOEXEC 0x400000
#else
#define OPEN_TREE_CLOEXEC 0x80000
#endif
#endif
#ifndef FSOPEN_CLOEXEC
#define FSOPEN_CLOEXEC 0x00000001
#endif
#ifndef FSMOUNT_CLOEXEC
#define FSMOUNT_CLOEXEC 0x00000001
#endif
#ifndef FSMOUNT_NAMESPACE
#define FSMOUNT_NAMESPACE 0x00000002
#endif
#ifndef FSPICK_CLOEXEC
#define FSPICK_CLOEXEC 0x00000001
#endif
#ifndef FSPICK_SYMLINK_NOFOLLOW
#define FSPICK_SYMLINK_NOFOLLOW 0x00000002
#endif
#ifndef FSPICK_NO_AUTOMOUNT
#define FSPICK_NO_AUTOMOUNT 0x00000004
#endif
#ifndef FSPICK_EMPTY_PATH
#define FSPICK_EMPTY_PATH 0x00000008
#endif
#ifndef FALLOC_FL_ALLOCATE_RANGE
#define FALLOC_FL_ALLOCATE_RANGE 0x00
#endif
#ifndef FALLOC_FL_KEEP_SIZE
#define FALLOC_FL_KEEP_SIZE 0x01
#endif
#ifndef FALLOC_FL_PUNCH_HOLE
#define FALLOC_FL_PUNCH_HOLE 0x02
#endif
#ifndef FALLOC_FL_NO_HIDE_STALE
#define FALLOC_FL_NO_HIDE_STALE 0x04
#endif
#ifndef FALLOC_FL_COLLAPSE_RANGE
#define FALLOC_FL_COLLAPSE_RANGE 0x08
#endif
#ifndef FALLOC_FL_ZERO_RANGE
#define FALLOC_FL_ZERO_RANGE 0x10
#endif
#ifndef FALLOC_FL_INSERT_RANGE
#define FALLOC_FL_INSERT_RANGE 0x20
#endif
#ifndef FALLOC_FL_UNSHARE_RANGE
#define FALLOC_FL_UNSHARE_RANGE 0x40
#endif
#ifndef FALLOC_FL_WRITE_ZEROES
#define FALLOC_FL_WRITE_ZEROES 0x80
#endif
#ifndef XATTR_CREATE
#define XATTR_CREATE 0x1
#endif
#ifndef XATTR_REPLACE
#define XATTR_REPLACE 0x2
#endif
#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 0x0001U
#endif
#ifndef MFD_ALLOW_SEALING
#define MFD_ALLOW_SEALING 0x0002U
#endif
#ifndef MFD_HUGETLB
#define MFD_HUGETLB 0x0004U
#endif
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif
#ifndef PIDFD_COREDUMPED
#define PIDFD_COREDUMPED 0x1U
#endif
#ifndef PIDFD_INFO_PID
#define PIDFD_INFO_PID 0x1UL
#endif
#ifndef PIDFD_SIGNAL_THREAD
#define PIDFD_SIGNAL_THREAD 0x1UL
#endif
#ifndef PIDFD_COREDUMP_SKIP
#define PIDFD_COREDUMP_SKIP 0x2U
#endif
#ifndef PIDFD_INFO_CREDS
#define PIDFD_INFO_CREDS 0x2UL
#endif
#ifndef PIDFD_SIGNAL_THREAD_GROUP
#define PIDFD_SIGNAL_THREAD_GROUP 0x2UL
#endif
#ifndef PIDFD_COREDUMP_USER
#define PIDFD_COREDUMP_USER 0x4U
#endif
#ifndef PIDFD_INFO_CGROUPID
#define PIDFD_INFO_CGROUPID 0x4UL
#endif
#ifndef PIDFD_SIGNAL_PROCESS_GROUP
#define PIDFD_SIGNAL_PROCESS_GROUP 0x4UL
#endif
#ifndef PIDFD_COREDUMP_ROOT
#define PIDFD_COREDUMP_ROOT 0x8U
#endif
#ifndef PIDFD_INFO_EXIT
#define PIDFD_INFO_EXIT 0x8UL
#endif
#ifndef PIDFD_INFO_COREDUMP
#define PIDFD_INFO_COREDUMP 0x10UL
#endif
#ifndef PIDFD_INFO_SUPPORTED_MASK
#define PIDFD_INFO_SUPPORTED_MASK 0x20UL
#endif
#ifndef PIDFD_INFO_COREDUMP_SIGNAL
#define PIDFD_INFO_COREDUMP_SIGNAL 0x40UL
#endif
#ifndef PIDFD_INFO_SIZE_VER0
#define PIDFD_INFO_SIZE_VER0 64
#endif
#ifndef PIDFD_INFO_SIZE_VER1
#define PIDFD_INFO_SIZE_VER1 72
#endif
#ifndef PIDFD_INFO_SIZE_VER2
#define PIDFD_INFO_SIZE_VER2 80
#endif
#ifndef PIDFD_INFO_SIZE_VER3
#define PIDFD_INFO_SIZE_VER3 88
#endif
#ifndef PIDFD_INFO_COREDUMP_CODE
#define PIDFD_INFO_COREDUMP_CODE 0x80UL
#endif
#ifndef PIDFD_THREAD
#if defined(__TARGET_ARCH_mips)
#define PIDFD_THREAD 0x400
#elif defined(__TARGET_ARCH_sparc)
#define PIDFD_THREAD 0x800
#else
#define PIDFD_THREAD 0x80
#endif
#endif
#ifndef PIDFD_NONBLOCK
#if defined(__TARGET_ARCH_mips)
#define PIDFD_NONBLOCK 0x80
#elif defined(__TARGET_ARCH_sparc)
#define PIDFD_NONBLOCK 0x4000
#else
#define PIDFD_NONBLOCK 0x800
#endif
#endif
#ifndef PIDFD_SELF
#define PIDFD_SELF (-10000)
#endif
#ifndef PIDFD_SELF_THREAD
#define PIDFD_SELF_THREAD (-10000)
#endif
#ifndef PIDFD_SELF_PROCESS
#define PIDFD_SELF_PROCESS (-10001)
#endif
#ifndef PIDFD_SELF_THREAD_GROUP
#define PIDFD_SELF_THREAD_GROUP (-10001)
#endif

/* file system magic numbers: linux/magic.h */

#ifndef QNX4_SUPER_MAGIC
#define QNX4_SUPER_MAGIC 0x002f
#endif
#ifndef AUTOFS_SUPER_MAGIC
#define AUTOFS_SUPER_MAGIC 0x0187
#endif
#ifndef MINIX_SUPER_MAGIC
#define MINIX_SUPER_MAGIC 0x137F
#endif
#ifndef DEVPTS_SUPER_MAGIC
#define DEVPTS_SUPER_MAGIC 0x1cd1
#endif
#ifndef MINIX2_SUPER_MAGIC
#define MINIX2_SUPER_MAGIC 0x2468
#endif
#ifndef NILFS_SUPER_MAGIC
#define NILFS_SUPER_MAGIC 0x3434
#endif
#ifndef MSDOS_SUPER_MAGIC
#define MSDOS_SUPER_MAGIC 0x4d44
#endif
#ifndef MINIX3_SUPER_MAGIC
#define MINIX3_SUPER_MAGIC 0x4d5a
#endif
#ifndef SMB_SUPER_MAGIC
#define SMB_SUPER_MAGIC 0x517B
#endif
#ifndef NCP_SUPER_MAGIC
#define NCP_SUPER_MAGIC 0x564c
#endif
#ifndef NFS_SUPER_MAGIC
#define NFS_SUPER_MAGIC 0x6969
#endif
#ifndef JFFS2_SUPER_MAGIC
#define JFFS2_SUPER_MAGIC 0x72b6
#endif
#ifndef ISOFS_SUPER_MAGIC
#define ISOFS_SUPER_MAGIC 0x9660
#endif
#ifndef PROC_SUPER_MAGIC
#define PROC_SUPER_MAGIC 0x9fa0
#endif
#ifndef OPENPROM_SUPER_MAGIC
#define OPENPROM_SUPER_MAGIC 0x9fa1
#endif
#ifndef USBDEVICE_SUPER_MAGIC
#define USBDEVICE_SUPER_MAGIC 0x9fa2
#endif
#ifndef ADFS_SUPER_MAGIC
#define ADFS_SUPER_MAGIC 0xadf5
#endif
#ifndef AFFS_SUPER_MAGIC
#define AFFS_SUPER_MAGIC 0xadff
#endif
#ifndef EXT2_SUPER_MAGIC
#define EXT2_SUPER_MAGIC 0xEF53
#endif
#ifndef EXT3_SUPER_MAGIC
#define EXT3_SUPER_MAGIC 0xEF53
#endif
#ifndef EXT4_SUPER_MAGIC
#define EXT4_SUPER_MAGIC 0xEF53
#endif
#ifndef ECRYPTFS_SUPER_MAGIC
#define ECRYPTFS_SUPER_MAGIC 0xf15f
#endif
#ifndef CGROUP_SUPER_MAGIC
#define CGROUP_SUPER_MAGIC 0x27e0eb
#endif
#ifndef EFS_SUPER_MAGIC
#define EFS_SUPER_MAGIC 0x414A53
#endif
#ifndef HOSTFS_SUPER_MAGIC
#define HOSTFS_SUPER_MAGIC 0x00c0ffee
#endif
#ifndef CEPH_SUPER_MAGIC
#define CEPH_SUPER_MAGIC 0x00c36400
#endif
#ifndef TMPFS_MAGIC
#define TMPFS_MAGIC 0x01021994
#endif
#ifndef V9FS_MAGIC
#define V9FS_MAGIC 0x01021997
#endif
#ifndef RDTGROUP_SUPER_MAGIC
#define RDTGROUP_SUPER_MAGIC 0x7655821
#endif
#ifndef ANON_INODE_FS_MAGIC
#define ANON_INODE_FS_MAGIC 0x09041934
#endif
#ifndef FUTEXFS_SUPER_MAGIC
#define FUTEXFS_SUPER_MAGIC 0xBAD1DEA
#endif
#ifndef MTD_INODE_FS_MAGIC
#define MTD_INODE_FS_MAGIC 0x11307854
#endif
#ifndef UDF_SUPER_MAGIC
#define UDF_SUPER_MAGIC 0x15013346
#endif
#ifndef EXFAT_SUPER_MAGIC
#define EXFAT_SUPER_MAGIC 0x2011BAB0
#endif
#ifndef CRAMFS_MAGIC
#define CRAMFS_MAGIC 0x28cd3d45
#endif
#ifndef BINFMTFS_MAGIC
#define BINFMTFS_MAGIC 0x42494e4d
#endif
#ifndef SMACK_MAGIC
#define SMACK_MAGIC 0x43415d53
#endif
#ifndef DMA_BUF_MAGIC
#define DMA_BUF_MAGIC 0x444d4142
#endif
#ifndef DEVMEM_MAGIC
#define DEVMEM_MAGIC 0x454d444d
#endif
#ifndef GUEST_MEMFD_MAGIC
#define GUEST_MEMFD_MAGIC 0x474d454d
#endif
#ifndef NULL_FS_MAGIC
#define NULL_FS_MAGIC 0x4E554C4C
#endif
#ifndef PID_FS_MAGIC
#define PID_FS_MAGIC 0x50494446
#endif
#ifndef PIPEFS_MAGIC
#define PIPEFS_MAGIC 0x50495045
#endif
#ifndef REISERFS_SUPER_MAGIC
#define REISERFS_SUPER_MAGIC 0x52654973
#endif
#ifndef SECRETMEM_MAGIC
#define SECRETMEM_MAGIC 0x5345434d
#endif
#ifndef AFS_SUPER_MAGIC
#define AFS_SUPER_MAGIC 0x5346414F
#endif
#ifndef SOCKFS_MAGIC
#define SOCKFS_MAGIC 0x534F434B
#endif
#ifndef STACK_END_MAGIC
#define STACK_END_MAGIC 0x57AC6E9D
#endif
#ifndef XFS_SUPER_MAGIC
#define XFS_SUPER_MAGIC 0x58465342
#endif
#ifndef AAFS_MAGIC
#define AAFS_MAGIC 0x5a3c69f0
#endif
#ifndef ZONEFS_MAGIC
#define ZONEFS_MAGIC 0x5a4f4653
#endif
#ifndef PSTOREFS_MAGIC
#define PSTOREFS_MAGIC 0x6165676C
#endif
#ifndef BDEVFS_MAGIC
#define BDEVFS_MAGIC 0x62646576
#endif
#ifndef SYSFS_MAGIC
#define SYSFS_MAGIC 0x62656572
#endif
#ifndef CGROUP2_SUPER_MAGIC
#define CGROUP2_SUPER_MAGIC 0x63677270
#endif
#ifndef DEBUGFS_MAGIC
#define DEBUGFS_MAGIC 0x64626720
#endif
#ifndef DAXFS_MAGIC
#define DAXFS_MAGIC 0x64646178
#endif
#ifndef FUSE_SUPER_MAGIC
#define FUSE_SUPER_MAGIC 0x65735546
#endif
#ifndef QNX6_SUPER_MAGIC
#define QNX6_SUPER_MAGIC 0x68191122
#endif
#ifndef AFS_FS_MAGIC
#define AFS_FS_MAGIC 0x6B414653
#endif
#ifndef BINDERFS_SUPER_MAGIC
#define BINDERFS_SUPER_MAGIC 0x6c6f6f70
#endif
#ifndef NSFS_MAGIC
#define NSFS_MAGIC 0x6e736673
#endif
#ifndef SECURITYFS_MAGIC
#define SECURITYFS_MAGIC 0x73636673
#endif
#ifndef SQUASHFS_MAGIC
#define SQUASHFS_MAGIC 0x73717368
#endif
#ifndef BTRFS_TEST_MAGIC
#define BTRFS_TEST_MAGIC 0x73727279
#endif
#ifndef CODA_SUPER_MAGIC
#define CODA_SUPER_MAGIC 0x73757245
#endif
#ifndef OCFS2_SUPER_MAGIC
#define OCFS2_SUPER_MAGIC 0x7461636f
#endif
#ifndef TRACEFS_MAGIC
#define TRACEFS_MAGIC 0x74726163
#endif
#ifndef OVERLAYFS_SUPER_MAGIC
#define OVERLAYFS_SUPER_MAGIC 0x794c7630
#endif
#ifndef RAMFS_MAGIC
#define RAMFS_MAGIC 0x858458f6
#endif
#ifndef BTRFS_SUPER_MAGIC
#define BTRFS_SUPER_MAGIC 0x9123683E
#endif
#ifndef HUGETLBFS_MAGIC
#define HUGETLBFS_MAGIC 0x958458f6
#endif
#ifndef XENFS_SUPER_MAGIC
#define XENFS_SUPER_MAGIC 0xabba1974
#endif
#ifndef BCACHEFS_SUPER_MAGIC
#define BCACHEFS_SUPER_MAGIC 0xca451a4e
#endif
#ifndef BPF_FS_MAGIC
#define BPF_FS_MAGIC 0xcafe4a11
#endif
#ifndef EFIVARFS_MAGIC
#define EFIVARFS_MAGIC 0xde5e81e4
#endif
#ifndef F2FS_SUPER_MAGIC
#define F2FS_SUPER_MAGIC 0xF2F52010
#endif
#ifndef SELINUX_MAGIC
#define SELINUX_MAGIC 0xf97cff8c
#endif
#ifndef HPFS_SUPER_MAGIC
#define HPFS_SUPER_MAGIC 0xf995e849
#endif
#ifndef SMB2_SUPER_MAGIC
#define SMB2_SUPER_MAGIC 0xFE534D42
#endif
#ifndef CIFS_SUPER_MAGIC
#define CIFS_SUPER_MAGIC 0xFF534D42
#endif
#ifndef MINIX_SUPER_MAGIC2
#define MINIX_SUPER_MAGIC2 0x138F
#endif
#ifndef MINIX2_SUPER_MAGIC2
#define MINIX2_SUPER_MAGIC2 0x2478
#endif
#ifndef EROFS_SUPER_MAGIC_V1
#define EROFS_SUPER_MAGIC_V1 0xE0F5E1E2
#endif

/* polling and file events: linux/eventpoll.h, linux/poll.h, linux/inotify.h, linux/fanotify.h */

#ifndef POLLIN
#define POLLIN 0x0001
#endif
#ifndef POLLPRI
#define POLLPRI 0x0002
#endif
#ifndef POLLOUT
#define POLLOUT 0x0004
#endif
#ifndef POLLERR
#define POLLERR 0x0008
#endif
#ifndef POLLHUP
#define POLLHUP 0x0010
#endif
#ifndef POLLNVAL
#define POLLNVAL 0x0020
#endif
#ifndef POLLRDNORM
#define POLLRDNORM 0x0040
#endif
#ifndef POLLRDBAND
#define POLLRDBAND 0x0080
#endif
#ifndef POLLWRNORM
#if defined(__TARGET_ARCH_mips)
#define POLLWRNORM 0x0004
#elif defined(__TARGET_ARCH_sparc)
#define POLLWRNORM 0x0004
#else
#define POLLWRNORM 0x0100
#endif
#endif
#ifndef POLLWRBAND
#if defined(__TARGET_ARCH_mips)
#define POLLWRBAND 0x0100
#elif defined(__TARGET_ARCH_sparc)
#define POLLWRBAND 256
#else
#define POLLWRBAND 0x0200
#endif
#endif
#ifndef POLLMSG
#if defined(__TARGET_ARCH_sparc)
#define POLLMSG 512
#else
#define POLLMSG 0x0400
#endif
#endif
#ifndef POLLREMOVE
#if defined(__TARGET_ARCH_sparc)
#define POLLREMOVE 1024
#else
#define POLLREMOVE 0x1000
#endif
#endif
#ifndef POLLRDHUP
#if defined(__TARGET_ARCH_sparc)
#define POLLRDHUP 2048
#else
#define POLLRDHUP 0x2000
#endif
#endif
#ifndef POLLFREE
#define POLLFREE 0x4000U
#endif
#ifndef POLL_BUSY_LOOP
#define POLL_BUSY_LOOP 0x8000U
#endif
#ifndef EPOLLIN
#define EPOLLIN 0x1U
#endif
#ifndef EPOLL_CTL_ADD
#define EPOLL_CTL_ADD 1
#endif
#ifndef EPOLLPRI
#define EPOLLPRI 0x2U
#endif
#ifndef EPOLL_CTL_DEL
#define EPOLL_CTL_DEL 2
#endif
#ifndef EPOLL_CTL_MOD
#define EPOLL_CTL_MOD 3
#endif
#ifndef EPOLLOUT
#define EPOLLOUT 0x4U
#endif
#ifndef EPOLLERR
#define EPOLLERR 0x8U
#endif
#ifndef EPOLLHUP
#define EPOLLHUP 0x10U
#endif
#ifndef EPOLLNVAL
#define EPOLLNVAL 0x20U
#endif
#ifndef EPOLLRDNORM
#define EPOLLRDNORM 0x40U
#endif
#ifndef EPOLLRDBAND
#define EPOLLRDBAND 0x80U
#endif
#ifndef EPOLL_IOC_TYPE
#define EPOLL_IOC_TYPE 0x8A
#endif
#ifndef EPOLLWRNORM
#define EPOLLWRNORM 0x100U
#endif
#ifndef EPOLLWRBAND
#define EPOLLWRBAND 0x200U
#endif
#ifndef EPOLLMSG
#define EPOLLMSG 0x400U
#endif
#ifndef EPOLLRDHUP
#define EPOLLRDHUP 0x2000U
#endif
#ifndef EPOLL_CLOEXEC
#if defined(__TARGET_ARCH_sparc)
#define EPOLL_CLOEXEC 0x400000
#else
#define EPOLL_CLOEXEC 0x80000
#endif
#endif
#ifndef EPOLL_URING_WAKE
#define EPOLL_URING_WAKE 0x8000000U
#endif
#ifndef EPOLLEXCLUSIVE
#define EPOLLEXCLUSIVE 0x10000000U
#endif
#ifndef EPOLLWAKEUP
#define EPOLLWAKEUP 0x20000000U
#endif
#ifndef EPOLLONESHOT
#define EPOLLONESHOT 0x40000000U
#endif
#ifndef EPOLLET
#define EPOLLET 0x80000000U
#endif
#ifndef IN_ACCESS
#define IN_ACCESS 0x00000001
#endif
#ifndef IN_MODIFY
#define IN_MODIFY 0x00000002
#endif
#ifndef IN_ATTRIB
#define IN_ATTRIB 0x00000004
#endif
#ifndef IN_CLOSE_WRITE
#define IN_CLOSE_WRITE 0x00000008
#endif
#ifndef IN_CLOSE_NOWRITE
#define IN_CLOSE_NOWRITE 0x00000010
#endif
#ifndef IN_CLOSE
#define IN_CLOSE 0x18
#endif
#ifndef IN_OPEN
#define IN_OPEN 0x00000020
#endif
#ifndef IN_MOVED_FROM
#define IN_MOVED_FROM 0x00000040
#endif
#ifndef IN_MOVED_TO
#define IN_MOVED_TO 0x00000080
#endif
#ifndef IN_MOVE
#define IN_MOVE 0xc0
#endif
#ifndef IN_CREATE
#define IN_CREATE 0x00000100
#endif
#ifndef IN_DELETE
#define IN_DELETE 0x00000200
#endif
#ifndef IN_DELETE_SELF
#define IN_DELETE_SELF 0x00000400
#endif
#ifndef IN_MOVE_SELF
#define IN_MOVE_SELF 0x00000800
#endif
#ifndef IN_NONBLOCK
#if defined(__TARGET_ARCH_mips)
#define IN_NONBLOCK 0x80
#elif defined(__TARGET_ARCH_sparc)
#define IN_NONBLOCK 0x4000
#else
#define IN_NONBLOCK 0x800
#endif
#endif
#ifndef IN_ALL_EVENTS
#define IN_ALL_EVENTS 0xfff
#endif
#ifndef IN_UNMOUNT
#define IN_UNMOUNT 0x00002000
#endif
#ifndef IN_Q_OVERFLOW
#define IN_Q_OVERFLOW 0x00004000
#endif
#ifndef IN_IGNORED
#define IN_IGNORED 0x00008000
#endif
#ifndef IN_CLOEXEC
#if defined(__TARGET_ARCH_sparc)
#define IN_CLOEXEC 0x400000
#else
#define IN_CLOEXEC 0x80000
#endif
#endif
#ifndef IN_ONLYDIR
#define IN_ONLYDIR 0x01000000
#endif
#ifndef IN_DONT_FOLLOW
#define IN_DONT_FOLLOW 0x02000000
#endif
#ifndef IN_EXCL_UNLINK
#define IN_EXCL_UNLINK 0x04000000
#endif
#ifndef IN_MASK_CREATE
#define IN_MASK_CREATE 0x10000000
#endif
#ifndef IN_MASK_ADD
#define IN_MASK_ADD 0x20000000
#endif
#ifndef IN_ISDIR
#define IN_ISDIR 0x40000000
#endif
#ifndef IN_ONESHOT
#define IN_ONESHOT 0x80000000
#endif
#ifndef FAN_CLASS_NOTIF
#define FAN_CLASS_NOTIF 0x00000000
#endif
#ifndef FAN_MARK_INODE
#define FAN_MARK_INODE 0x00000000
#endif
#ifndef FAN_RESPONSE_INFO_NONE
#define FAN_RESPONSE_INFO_NONE 0
#endif
#ifndef FAN_ACCESS
#define FAN_ACCESS 0x00000001
#endif
#ifndef FAN_ALLOW
#define FAN_ALLOW 0x01
#endif
#ifndef FAN_CLOEXEC
#define FAN_CLOEXEC 0x00000001
#endif
#ifndef FAN_EVENT_INFO_TYPE_FID
#define FAN_EVENT_INFO_TYPE_FID 1
#endif
#ifndef FAN_MARK_ADD
#define FAN_MARK_ADD 0x00000001
#endif
#ifndef FAN_RESPONSE_INFO_AUDIT_RULE
#define FAN_RESPONSE_INFO_AUDIT_RULE 1
#endif
#ifndef FAN_DENY
#define FAN_DENY 0x02
#endif
#ifndef FAN_EVENT_INFO_TYPE_DFID_NAME
#define FAN_EVENT_INFO_TYPE_DFID_NAME 2
#endif
#ifndef FAN_MARK_REMOVE
#define FAN_MARK_REMOVE 0x00000002
#endif
#ifndef FAN_MODIFY
#define FAN_MODIFY 0x00000002
#endif
#ifndef FAN_NONBLOCK
#define FAN_NONBLOCK 0x00000002
#endif
#ifndef FAN_EVENT_INFO_TYPE_DFID
#define FAN_EVENT_INFO_TYPE_DFID 3
#endif
#ifndef FAN_ATTRIB
#define FAN_ATTRIB 0x00000004
#endif
#ifndef FAN_CLASS_CONTENT
#define FAN_CLASS_CONTENT 0x00000004
#endif
#ifndef FAN_EVENT_INFO_TYPE_PIDFD
#define FAN_EVENT_INFO_TYPE_PIDFD 4
#endif
#ifndef FAN_MARK_DONT_FOLLOW
#define FAN_MARK_DONT_FOLLOW 0x00000004
#endif
#ifndef FAN_EVENT_INFO_TYPE_ERROR
#define FAN_EVENT_INFO_TYPE_ERROR 5
#endif
#ifndef FAN_EVENT_INFO_TYPE_RANGE
#define FAN_EVENT_INFO_TYPE_RANGE 6
#endif
#ifndef FAN_EVENT_INFO_TYPE_MNT
#define FAN_EVENT_INFO_TYPE_MNT 7
#endif
#ifndef FAN_CLASS_PRE_CONTENT
#define FAN_CLASS_PRE_CONTENT 0x00000008
#endif
#ifndef FAN_CLOSE_WRITE
#define FAN_CLOSE_WRITE 0x00000008
#endif
#ifndef FAN_ERRNO_BITS
#define FAN_ERRNO_BITS 8
#endif
#ifndef FAN_MARK_ONLYDIR
#define FAN_MARK_ONLYDIR 0x00000008
#endif
#ifndef FAN_EVENT_INFO_TYPE_OLD_DFID_NAME
#define FAN_EVENT_INFO_TYPE_OLD_DFID_NAME 10
#endif
#ifndef FAN_ALL_CLASS_BITS
#define FAN_ALL_CLASS_BITS 0xc
#endif
#ifndef FAN_EVENT_INFO_TYPE_NEW_DFID_NAME
#define FAN_EVENT_INFO_TYPE_NEW_DFID_NAME 12
#endif
#ifndef FAN_AUDIT
#define FAN_AUDIT 0x10
#endif
#ifndef FAN_CLOSE_NOWRITE
#define FAN_CLOSE_NOWRITE 0x00000010
#endif
#ifndef FAN_MARK_MOUNT
#define FAN_MARK_MOUNT 0x00000010
#endif
#ifndef FAN_UNLIMITED_QUEUE
#define FAN_UNLIMITED_QUEUE 0x00000010
#endif
#ifndef FAN_CLOSE
#define FAN_CLOSE 0x18
#endif
#ifndef FAN_ERRNO_SHIFT
#define FAN_ERRNO_SHIFT 24
#endif
#ifndef FAN_EVENT_METADATA_LEN
#define FAN_EVENT_METADATA_LEN 24UL
#endif
#ifndef FAN_INFO
#define FAN_INFO 0x20
#endif
#ifndef FAN_MARK_IGNORED_MASK
#define FAN_MARK_IGNORED_MASK 0x00000020
#endif
#ifndef FAN_OPEN
#define FAN_OPEN 0x00000020
#endif
#ifndef FAN_UNLIMITED_MARKS
#define FAN_UNLIMITED_MARKS 0x00000020
#endif
#ifndef FAN_ALL_EVENTS
#define FAN_ALL_EVENTS 0x3b
#endif
#ifndef FAN_ALL_INIT_FLAGS
#define FAN_ALL_INIT_FLAGS 0x3f
#endif
#ifndef FAN_ENABLE_AUDIT
#define FAN_ENABLE_AUDIT 0x00000040
#endif
#ifndef FAN_MARK_IGNORED_SURV_MODIFY
#define FAN_MARK_IGNORED_SURV_MODIFY 0x00000040
#endif
#ifndef FAN_MOVED_FROM
#define FAN_MOVED_FROM 0x00000040
#endif
#ifndef FAN_MARK_FLUSH
#define FAN_MARK_FLUSH 0x00000080
#endif
#ifndef FAN_MOVED_TO
#define FAN_MOVED_TO 0x00000080
#endif
#ifndef FAN_REPORT_PIDFD
#define FAN_REPORT_PIDFD 0x00000080
#endif
#ifndef FAN_MOVE
#define FAN_MOVE 0xc0
#endif
#ifndef FAN_ALL_MARK_FLAGS
#define FAN_ALL_MARK_FLAGS 0xff
#endif
#ifndef FAN_ERRNO_MASK
#define FAN_ERRNO_MASK 0xff
#endif
#ifndef FAN_CREATE
#define FAN_CREATE 0x00000100
#endif
#ifndef FAN_MARK_FILESYSTEM
#define FAN_MARK_FILESYSTEM 0x00000100
#endif
#ifndef FAN_REPORT_TID
#define FAN_REPORT_TID 0x00000100
#endif
#ifndef FAN_MARK_MNTNS
#define FAN_MARK_MNTNS 0x00000110
#endif
#ifndef FAN_DELETE
#define FAN_DELETE 0x00000200
#endif
#ifndef FAN_MARK_EVICTABLE
#define FAN_MARK_EVICTABLE 0x00000200
#endif
#ifndef FAN_REPORT_FID
#define FAN_REPORT_FID 0x00000200
#endif
#ifndef FAN_DELETE_SELF
#define FAN_DELETE_SELF 0x00000400
#endif
#ifndef FAN_MARK_IGNORE
#define FAN_MARK_IGNORE 0x00000400
#endif
#ifndef FAN_REPORT_DIR_FID
#define FAN_REPORT_DIR_FID 0x00000400
#endif
#ifndef FAN_MARK_IGNORE_SURV
#define FAN_MARK_IGNORE_SURV 0x440
#endif
#ifndef FAN_MOVE_SELF
#define FAN_MOVE_SELF 0x00000800
#endif
#ifndef FAN_REPORT_NAME
#define FAN_REPORT_NAME 0x00000800
#endif
#ifndef FAN_REPORT_DFID_NAME
#define FAN_REPORT_DFID_NAME 0xc00
#endif
#ifndef FAN_OPEN_EXEC
#define FAN_OPEN_EXEC 0x00001000
#endif
#ifndef FAN_REPORT_TARGET_FID
#define FAN_REPORT_TARGET_FID 0x00001000
#endif
#ifndef FAN_REPORT_DFID_NAME_TARGET
#define FAN_REPORT_DFID_NAME_TARGET 0x1e00
#endif
#ifndef FAN_REPORT_FD_ERROR
#define FAN_REPORT_FD_ERROR 0x00002000
#endif
#ifndef FAN_Q_OVERFLOW
#define FAN_Q_OVERFLOW 0x00004000
#endif
#ifndef FAN_REPORT_MNT
#define FAN_REPORT_MNT 0x00004000
#endif
#ifndef FAN_FS_ERROR
#define FAN_FS_ERROR 0x00008000
#endif
#ifndef FAN_OPEN_PERM
#define FAN_OPEN_PERM 0x00010000
#endif
#ifndef FAN_ACCESS_PERM
#define FAN_ACCESS_PERM 0x00020000
#endif
#ifndef FAN_ALL_PERM_EVENTS
#define FAN_ALL_PERM_EVENTS 0x30000
#endif
#ifndef FAN_ALL_OUTGOING_EVENTS
#define FAN_ALL_OUTGOING_EVENTS 0x3403b
#endif
#ifndef FAN_OPEN_EXEC_PERM
#define FAN_OPEN_EXEC_PERM 0x00040000
#endif
#ifndef FAN_PRE_ACCESS
#define FAN_PRE_ACCESS 0x00100000
#endif
#ifndef FAN_MNT_ATTACH
#define FAN_MNT_ATTACH 0x01000000
#endif
#ifndef FAN_MNT_DETACH
#define FAN_MNT_DETACH 0x02000000
#endif
#ifndef FAN_EVENT_ON_CHILD
#define FAN_EVENT_ON_CHILD 0x08000000
#endif
#ifndef FAN_RENAME
#define FAN_RENAME 0x10000000
#endif
#ifndef FAN_ONDIR
#define FAN_ONDIR 0x40000000
#endif
#ifndef FAN_NOFD
#define FAN_NOFD (-1)
#endif
#ifndef FAN_NOPIDFD
#define FAN_NOPIDFD (-1)
#endif
#ifndef FAN_EPIDFD
#define FAN_EPIDFD (-2)
#endif

/* memory mappings: linux/mman.h, linux/mempolicy.h */

#ifndef PROT_NONE
#define PROT_NONE 0x0
#endif
#ifndef PROT_READ
#define PROT_READ 0x1
#endif
#ifndef PROT_WRITE
#define PROT_WRITE 0x2
#endif
#ifndef PROT_EXEC
#define PROT_EXEC 0x4
#endif
#ifndef PROT_SEM
#if defined(__TARGET_ARCH_mips)
#define PROT_SEM 0x10
#else
#define PROT_SEM 0x8
#endif
#endif
#ifndef PROT_ADI
#if defined(__TARGET_ARCH_sparc)
#define PROT_ADI 0x10
#endif
#endif
#ifndef PROT_BTI
#if defined(__TARGET_ARCH_arm64)
#define PROT_BTI 0x10
#endif
#endif
#ifndef PROT_SAO
#if defined(__TARGET_ARCH_powerpc)
#define PROT_SAO 0x10
#endif
#endif
#ifndef PROT_MTE
#if defined(__TARGET_ARCH_arm64)
#define PROT_MTE 0x20
#endif
#endif
#ifndef PROT_GROWSDOWN
#define PROT_GROWSDOWN 0x01000000
#endif
#ifndef PROT_GROWSUP
#define PROT_GROWSUP 0x02000000
#endif
#ifndef MAP_FILE
#define MAP_FILE 0
#endif
#ifndef MAP_SHARED
#define MAP_SHARED 0x01
#endif
#ifndef MAP_PRIVATE
#define MAP_PRIVATE 0x02
#endif
#ifndef MAP_SHARED_VALIDATE
#define MAP_SHARED_VALIDATE 0x03
#endif
#ifndef MAP_DROPPABLE
#define MAP_DROPPABLE 0x08
#endif
#ifndef MAP_TYPE
#define MAP_TYPE 0x0f
#endif
#ifndef MAP_FIXED
#define MAP_FIXED 0x10
#endif
#ifndef MAP_ANONYMOUS
#if defined(__TARGET_ARCH_mips)
#define MAP_ANONYMOUS 0x0800
#else
#define MAP_ANONYMOUS 0x20
#endif
#endif
#ifndef MAP_RENAME
#if defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_mips) || defined(__TARGET_ARCH_sparc)
#define MAP_RENAME 0x20
#endif
#endif
#ifndef MAP_32BIT
#if defined(__TARGET_ARCH_x86)
#define MAP_32BIT 0x40
#endif
#endif
#ifndef MAP_AUTOGROW
#if defined(__TARGET_ARCH_mips)
#define MAP_AUTOGROW 0x040
#endif
#endif
#ifndef MAP_ABOVE4G
#if defined(__TARGET_ARCH_x86)
#define MAP_ABOVE4G 0x80
#endif
#endif
#ifndef MAP_INHERIT
#if defined(__TARGET_ARCH_sparc)
#define MAP_INHERIT 0x80
#endif
#endif
#ifndef MAP_LOCAL
#if defined(__TARGET_ARCH_mips)
#define MAP_LOCAL 0x080
#endif
#endif
#ifndef MAP_AUTORSRV
#if defined(__TARGET_ARCH_mips)
#define MAP_AUTORSRV 0x100
#endif
#endif
#ifndef MAP_GROWSDOWN
#if defined(__TARGET_ARCH_mips)
#define MAP_GROWSDOWN 0x1000
#elif defined(__TARGET_ARCH_sparc)
#define MAP_GROWSDOWN 0x0200
#else
#define MAP_GROWSDOWN 0x0100
#endif
#endif
#ifndef MAP_DENYWRITE
#if defined(__TARGET_ARCH_mips)
#define MAP_DENYWRITE 0x2000
#else
#define MAP_DENYWRITE 0x0800
#endif
#endif
#ifndef MAP_EXECUTABLE
#if defined(__TARGET_ARCH_mips)
#define MAP_EXECUTABLE 0x4000
#else
#define MAP_EXECUTABLE 0x1000
#endif
#endif
#ifndef MAP_LOCKED
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc)
#define MAP_LOCKED 0x2000
#elif defined(__TARGET_ARCH_powerpc)
#define MAP_LOCKED 0x80
#elif defined(__TARGET_ARCH_mips)
#define MAP_LOCKED 0x8000
#elif defined(__TARGET_ARCH_sparc)
#define MAP_LOCKED 0x100
#endif
#endif
#ifndef MAP_NORESERVE
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc)
#define MAP_NORESERVE 0x4000
#elif defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_sparc)
#define MAP_NORESERVE 0x40
#elif defined(__TARGET_ARCH_mips)
#define MAP_NORESERVE 0x0400
#endif
#endif
#ifndef MAP_POPULATE
#if defined(__TARGET_ARCH_mips)
#define MAP_POPULATE 0x10000
#else
#define MAP_POPULATE 0x008000
#endif
#endif
#ifndef MAP_NONBLOCK
#if defined(__TARGET_ARCH_mips)
#define MAP_NONBLOCK 0x20000
#else
#define MAP_NONBLOCK 0x010000
#endif
#endif
#ifndef MAP_STACK
#if defined(__TARGET_ARCH_mips)
#define MAP_STACK 0x40000
#else
#define MAP_STACK 0x020000
#endif
#endif
#ifndef MAP_HUGETLB
#if defined(__TARGET_ARCH_mips)
#define MAP_HUGETLB 0x80000
#else
#define MAP_HUGETLB 0x040000
#endif
#endif
#ifndef MAP_SYNC
#if !defined(__TARGET_ARCH_mips)
#define MAP_SYNC 0x080000
#endif
#endif
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif
#ifndef MAP_UNINITIALIZED
#if !defined(__TARGET_ARCH_mips)
#define MAP_UNINITIALIZED 0x4000000
#endif
#endif
#ifndef MADV_NORMAL
#define MADV_NORMAL 0
#endif
#ifndef MADV_RANDOM
#define MADV_RANDOM 1
#endif
#ifndef MADV_SEQUENTIAL
#define MADV_SEQUENTIAL 2
#endif
#ifndef MADV_WILLNEED
#define MADV_WILLNEED 3
#endif
#ifndef MADV_DONTNEED
#define MADV_DONTNEED 4
#endif
#ifndef MADV_FREE
#define MADV_FREE 8
#endif
#ifndef MADV_REMOVE
#define MADV_REMOVE 9
#endif
#ifndef MADV_DONTFORK
#define MADV_DONTFORK 10
#endif
#ifndef MADV_DOFORK
#define MADV_DOFORK 11
#endif
#ifndef MADV_MERGEABLE
#define MADV_MERGEABLE 12
#endif
#ifndef MADV_UNMERGEABLE
#define MADV_UNMERGEABLE 13
#endif
#ifndef MADV_HUGEPAGE
#define MADV_HUGEPAGE 14
#endif
#ifndef MADV_NOHUGEPAGE
#define MADV_NOHUGEPAGE 15
#endif
#ifndef MADV_DONTDUMP
#define MADV_DONTDUMP 16
#endif
#ifndef MADV_DODUMP
#define MADV_DODUMP 17
#endif
#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif
#ifndef MADV_KEEPONFORK
#define MADV_KEEPONFORK 19
#endif
#ifndef MADV_COLD
#define MADV_COLD 20
#endif
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif
#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
#ifndef MADV_DONTNEED_LOCKED
#define MADV_DONTNEED_LOCKED 24
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif
#ifndef MADV_HWPOISON
#define MADV_HWPOISON 100
#endif
#ifndef MADV_SOFT_OFFLINE
#if !defined(__TARGET_ARCH_mips)
#define MADV_SOFT_OFFLINE 101
#endif
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
#ifndef MADV_GUARD_REMOVE
#define MADV_GUARD_REMOVE 103
#endif
#ifndef MCL_CURRENT
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc) || defined(__TARGET_ARCH_mips)
#define MCL_CURRENT 1
#elif defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_sparc)
#define MCL_CURRENT 0x2000
#endif
#endif
#ifndef MCL_FUTURE
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc) || defined(__TARGET_ARCH_mips)
#define MCL_FUTURE 2
#elif defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_sparc)
#define MCL_FUTURE 0x4000
#endif
#endif
#ifndef MCL_ONFAULT
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc) || defined(__TARGET_ARCH_mips)
#define MCL_ONFAULT 4
#elif defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_sparc)
#define MCL_ONFAULT 0x8000
#endif
#endif
#ifndef MLOCK_ONFAULT
#define MLOCK_ONFAULT 0x01
#endif
#ifndef MREMAP_MAYMOVE
#define MREMAP_MAYMOVE 1
#endif
#ifndef MREMAP_FIXED
#define MREMAP_FIXED 2
#endif
#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif
#ifndef PKEY_UNRESTRICTED
#if !defined(__TARGET_ARCH_mips)
#define PKEY_UNRESTRICTED 0x0
#endif
#endif
#ifndef PKEY_DISABLE_ACCESS
#define PKEY_DISABLE_ACCESS 0x1
#endif
#ifndef PKEY_DISABLE_WRITE
#define PKEY_DISABLE_WRITE 0x2
#endif
#ifndef PKEY_ACCESS_MASK
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc) || defined(__TARGET_ARCH_mips) || defined(__TARGET_ARCH_sparc)
#define PKEY_ACCESS_MASK 0x3
#elif defined(__TARGET_ARCH_arm64)
#define PKEY_ACCESS_MASK 0xf
#elif defined(__TARGET_ARCH_powerpc)
#define PKEY_ACCESS_MASK 0x7
#endif
#endif
#ifndef PKEY_DISABLE_EXECUTE
#if defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_powerpc)
#define PKEY_DISABLE_EXECUTE 0x4
#endif
#endif
#ifndef PKEY_DISABLE_READ
#if defined(__TARGET_ARCH_arm64)
#define PKEY_DISABLE_READ 0x8
#endif
#endif

/* processes: linux/sched.h, linux/sched/types.h, linux/wait.h, linux/resource.h, linux/time.h */

#ifndef CLONE_ARGS_SIZE_VER0
#define CLONE_ARGS_SIZE_VER0 64
#endif
#ifndef CLONE_ARGS_SIZE_VER1
#define CLONE_ARGS_SIZE_VER1 80
#endif
#ifndef CLONE_ARGS_SIZE_VER2
#define CLONE_ARGS_SIZE_VER2 88
#endif
#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif
#ifndef CLONE_VM
#define CLONE_VM 0x00000100
#endif
#ifndef CLONE_FS
#define CLONE_FS 0x00000200
#endif
#ifndef CLONE_FILES
#define CLONE_FILES 0x00000400
#endif
#ifndef CLONE_SIGHAND
#define CLONE_SIGHAND 0x00000800
#endif
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif
#ifndef CLONE_PTRACE
#define CLONE_PTRACE 0x00002000
#endif
#ifndef CLONE_VFORK
#define CLONE_VFORK 0x00004000
#endif
#ifndef CLONE_PARENT
#define CLONE_PARENT 0x00008000
#endif
#ifndef CLONE_THREAD
#define CLONE_THREAD 0x00010000
#endif
#ifndef CLONE_NEWNS
#define CLONE_NEWNS 0x00020000
#endif
#ifndef CLONE_SYSVSEM
#define CLONE_SYSVSEM 0x00040000
#endif
#ifndef CLONE_SETTLS
#define CLONE_SETTLS 0x00080000
#endif
#ifndef CLONE_PARENT_SETTID
#define CLONE_PARENT_SETTID 0x00100000
#endif
#ifndef CLONE_CHILD_CLEARTID
#define CLONE_CHILD_CLEARTID 0x00200000
#endif
#ifndef CLONE_DETACHED
#define CLONE_DETACHED 0x00400000
#endif
#ifndef CLONE_UNTRACED
#define CLONE_UNTRACED 0x00800000
#endif
#ifndef CLONE_CHILD_SETTID
#define CLONE_CHILD_SETTID 0x01000000
#endif
#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP 0x02000000
#endif
#ifndef CLONE_NEWUTS
#define CLONE_NEWUTS 0x04000000
#endif
#ifndef CLONE_NEWIPC
#define CLONE_NEWIPC 0x08000000
#endif
#ifndef CLONE_NEWUSER
#define CLONE_NEWUSER 0x10000000
#endif
#ifndef CLONE_NEWPID
#define CLONE_NEWPID 0x20000000
#endif
#ifndef CLONE_NEWNET
#define CLONE_NEWNET 0x40000000
#endif
#ifndef CLONE_IO
#define CLONE_IO 0x80000000
#endif
#ifndef CLONE_CLEAR_SIGHAND
#define CLONE_CLEAR_SIGHAND 0x100000000ULL
#endif
#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif
#ifndef CLONE_AUTOREAP
#define CLONE_AUTOREAP 0x400000000ULL
#endif
#ifndef CLONE_NNP
#define CLONE_NNP 0x800000000ULL
#endif
#ifndef CLONE_PIDFD_AUTOKILL
#define CLONE_PIDFD_AUTOKILL 0x1000000000ULL
#endif
#ifndef CLONE_EMPTY_MNTNS
#define CLONE_EMPTY_MNTNS 0x2000000000ULL
#endif
#ifndef CSIGNAL
#define CSIGNAL 0x000000ff
#endif
#ifndef SCHED_NORMAL
#define SCHED_NORMAL 0
#endif
#ifndef SCHED_FIFO
#define SCHED_FIFO 1
#endif
#ifndef SCHED_FLAG_RESET_ON_FORK
#define SCHED_FLAG_RESET_ON_FORK 0x01
#endif
#ifndef SCHED_GETATTR_FLAG_DL_DYNAMIC
#define SCHED_GETATTR_FLAG_DL_DYNAMIC 0x01
#endif
#ifndef SCHED_FLAG_RECLAIM
#define SCHED_FLAG_RECLAIM 0x02
#endif
#ifndef SCHED_RR
#define SCHED_RR 2
#endif
#ifndef SCHED_BATCH
#define SCHED_BATCH 3
#endif
#ifndef SCHED_FLAG_DL_OVERRUN
#define SCHED_FLAG_DL_OVERRUN 0x04
#endif
#ifndef SCHED_IDLE
#define SCHED_IDLE 5
#endif
#ifndef SCHED_DEADLINE
#define SCHED_DEADLINE 6
#endif
#ifndef SCHED_EXT
#define SCHED_EXT 7
#endif
#ifndef SCHED_FLAG_KEEP_POLICY
#define SCHED_FLAG_KEEP_POLICY 0x08
#endif
#ifndef SCHED_FLAG_KEEP_PARAMS
#define SCHED_FLAG_KEEP_PARAMS 0x10
#endif
#ifndef SCHED_FLAG_KEEP_ALL
#define SCHED_FLAG_KEEP_ALL 0x18
#endif
#ifndef SCHED_FLAG_UTIL_CLAMP_MIN
#define SCHED_FLAG_UTIL_CLAMP_MIN 0x20
#endif
#ifndef SCHED_ATTR_SIZE_VER0
#define SCHED_ATTR_SIZE_VER0 48
#endif
#ifndef SCHED_ATTR_SIZE_VER1
#define SCHED_ATTR_SIZE_VER1 56
#endif
#ifndef SCHED_FLAG_UTIL_CLAMP_MAX
#define SCHED_FLAG_UTIL_CLAMP_MAX 0x40
#endif
#ifndef SCHED_FLAG_UTIL_CLAMP
#define SCHED_FLAG_UTIL_CLAMP 0x60
#endif
#ifndef SCHED_FLAG_ALL
#define SCHED_FLAG_ALL 0x7f
#endif
#ifndef SCHED_RESET_ON_FORK
#define SCHED_RESET_ON_FORK 0x40000000
#endif
#ifndef WNOHANG
#define WNOHANG 0x00000001
#endif
#ifndef WSTOPPED
#define WSTOPPED 0x00000002
#endif
#ifndef WUNTRACED
#define WUNTRACED 0x00000002
#endif
#ifndef WEXITED
#define WEXITED 0x00000004
#endif
#ifndef WCONTINUED
#define WCONTINUED 0x00000008
#endif
#ifndef WNOWAIT
#define WNOWAIT 0x01000000
#endif
#ifndef P_ALL
#define P_ALL 0
#endif
#ifndef P_PID
#define P_PID 1
#endif
#ifndef P_PGID
#define P_PGID 2
#endif
#ifndef P_PIDFD
#define P_PIDFD 3
#endif
#ifndef RLIMIT_CPU
#define RLIMIT_CPU 0
#endif
#ifndef RLIMIT_FSIZE
#define RLIMIT_FSIZE 1
#endif
#ifndef RLIMIT_DATA
#define RLIMIT_DATA 2
#endif
#ifndef RLIMIT_STACK
#define RLIMIT_STACK 3
#endif
#ifndef RLIMIT_CORE
#define RLIMIT_CORE 4
#endif
#ifndef RLIMIT_RSS
#if defined(__TARGET_ARCH_mips)
#define RLIMIT_RSS 7
#else
#define RLIMIT_RSS 5
#endif
#endif
#ifndef RLIMIT_NPROC
#if defined(__TARGET_ARCH_mips)
#define RLIMIT_NPROC 8
#elif defined(__TARGET_ARCH_sparc)
#define RLIMIT_NPROC 7
#else
#define RLIMIT_NPROC 6
#endif
#endif
#ifndef RLIMIT_NOFILE
#if defined(__TARGET_ARCH_mips)
#define RLIMIT_NOFILE 5
#elif defined(__TARGET_ARCH_sparc)
#define RLIMIT_NOFILE 6
#else
#define RLIMIT_NOFILE 7
#endif
#endif
#ifndef RLIMIT_MEMLOCK
#if defined(__TARGET_ARCH_mips)
#define RLIMIT_MEMLOCK 9
#else
#define RLIMIT_MEMLOCK 8
#endif
#endif
#ifndef RLIMIT_AS
#if defined(__TARGET_ARCH_mips)
#define RLIMIT_AS 6
#else
#define RLIMIT_AS 9
#endif
#endif
#ifndef RLIMIT_LOCKS
#define RLIMIT_LOCKS 10
#endif
#ifndef RLIMIT_SIGPENDING
#define RLIMIT_SIGPENDING 11
#endif
#ifndef RLIMIT_MSGQUEUE
#define RLIMIT_MSGQUEUE 12
#endif
#ifndef RLIMIT_NICE
#define RLIMIT_NICE 13
#endif
#ifndef RLIMIT_RTPRIO
#define RLIMIT_RTPRIO 14
#endif
#ifndef RLIMIT_RTTIME
#define RLIMIT_RTTIME 15
#endif
#ifndef RLIM_NLIMITS
#define RLIM_NLIMITS 16
#endif
#ifndef RLIM_INFINITY
#if defined(__TARGET_ARCH_arm)
#define RLIM_INFINITY 0xffffffffUL
#elif defined(__TARGET_ARCH_arc)
#define RLIM_INFINITY 0xffffffffUL
#else
#define RLIM_INFINITY 0xffffffffffffffffUL
#endif
#endif
#ifndef RUSAGE_SELF
#define RUSAGE_SELF 0
#endif
#ifndef RUSAGE_THREAD
#define RUSAGE_THREAD 1
#endif
#ifndef RUSAGE_CHILDREN
#define RUSAGE_CHILDREN (-1)
#endif
#ifndef RUSAGE_BOTH
#define RUSAGE_BOTH (-2)
#endif
#ifndef PRIO_PROCESS
#define PRIO_PROCESS 0
#endif
#ifndef PRIO_PGRP
#define PRIO_PGRP 1
#endif
#ifndef PRIO_USER
#define PRIO_USER 2
#endif
#ifndef PRIO_MAX
#define PRIO_MAX 20
#endif
#ifndef PRIO_MIN
#define PRIO_MIN (-20)
#endif
#ifndef CLOCK_REALTIME
#define CLOCK_REALTIME 0
#endif
#ifndef CLOCK_MONOTONIC
#define CLOCK_MONOTONIC 1
#endif
#ifndef CLOCK_PROCESS_CPUTIME_ID
#define CLOCK_PROCESS_CPUTIME_ID 2
#endif
#ifndef CLOCK_THREAD_CPUTIME_ID
#define CLOCK_THREAD_CPUTIME_ID 3
#endif
#ifndef CLOCK_MONOTONIC_RAW
#define CLOCK_MONOTONIC_RAW 4
#endif
#ifndef CLOCK_REALTIME_COARSE
#define CLOCK_REALTIME_COARSE 5
#endif
#ifndef CLOCK_MONOTONIC_COARSE
#define CLOCK_MONOTONIC_COARSE 6
#endif
#ifndef CLOCK_BOOTTIME
#define CLOCK_BOOTTIME 7
#endif
#ifndef CLOCK_REALTIME_ALARM
#define CLOCK_REALTIME_ALARM 8
#endif
#ifndef CLOCK_BOOTTIME_ALARM
#define CLOCK_BOOTTIME_ALARM 9
#endif
#ifndef CLOCK_SGI_CYCLE
#define CLOCK_SGI_CYCLE 10
#endif
#ifndef CLOCK_TAI
#define CLOCK_TAI 11
#endif
#ifndef CLOCK_AUX
#define CLOCK_AUX 16
#endif
#ifndef CLOCK_AUX_LAST
#define CLOCK_AUX_LAST 23
#endif
#ifndef ITIMER_REAL
#define ITIMER_REAL 0
#endif
#ifndef ITIMER_VIRTUAL
#define ITIMER_VIRTUAL 1
#endif
#ifndef ITIMER_PROF
#define ITIMER_PROF 2
#endif
#ifndef TIMER_ABSTIME
#define TIMER_ABSTIME 0x01
#endif

/* signals: linux/signal.h */

#ifndef SIG_BLOCK
#if defined(__TARGET_ARCH_mips)
#define SIG_BLOCK 1
#elif defined(__TARGET_ARCH_sparc)
#define SIG_BLOCK 0x01
#else
#define SIG_BLOCK 0
#endif
#endif
#ifndef SIGHUP
#define SIGHUP 1
#endif
#ifndef SIG_UNBLOCK
#if defined(__TARGET_ARCH_mips)
#define SIG_UNBLOCK 2
#elif defined(__TARGET_ARCH_sparc)
#define SIG_UNBLOCK 0x02
#else
#define SIG_UNBLOCK 1
#endif
#endif
#ifndef SIGINT
#define SIGINT 2
#endif
#ifndef SIG_SETMASK
#if defined(__TARGET_ARCH_mips)
#define SIG_SETMASK 3
#elif defined(__TARGET_ARCH_sparc)
#define SIG_SETMASK 0x04
#else
#define SIG_SETMASK 2
#endif
#endif
#ifndef SIGQUIT
#define SIGQUIT 3
#endif
#ifndef SIGILL
#define SIGILL 4
#endif
#ifndef SIGTRAP
#define SIGTRAP 5
#endif
#ifndef SIGABRT
#define SIGABRT 6
#endif
#ifndef SIGIOT
#define SIGIOT 6
#endif
#ifndef SIGBUS
#if defined(__TARGET_ARCH_mips)
#define SIGBUS 10
#elif defined(__TARGET_ARCH_sparc)
#define SIGBUS 10
#else
#define SIGBUS 7
#endif
#endif
#ifndef SIGEMT
#if defined(__TARGET_ARCH_mips) || defined(__TARGET_ARCH_sparc)
#define SIGEMT 7
#endif
#endif
#ifndef SIGFPE
#define SIGFPE 8
#endif
#ifndef SIGKILL
#define SIGKILL 9
#endif
#ifndef SIGUSR1
#if defined(__TARGET_ARCH_mips)
#define SIGUSR1 16
#elif defined(__TARGET_ARCH_sparc)
#define SIGUSR1 30
#else
#define SIGUSR1 10
#endif
#endif
#ifndef SIGSEGV
#define SIGSEGV 11
#endif
#ifndef SIGUSR2
#if defined(__TARGET_ARCH_mips)
#define SIGUSR2 17
#elif defined(__TARGET_ARCH_sparc)
#define SIGUSR2 31
#else
#define SIGUSR2 12
#endif
#endif
#ifndef SIGPIPE
#define SIGPIPE 13
#endif
#ifndef SIGALRM
#define SIGALRM 14
#endif
#ifndef SIGTERM
#define SIGTERM 15
#endif
#ifndef SIGSTKFLT
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SIGSTKFLT 16
#endif
#endif
#ifndef SIGCHLD
#if defined(__TARGET_ARCH_mips)
#define SIGCHLD 18
#elif defined(__TARGET_ARCH_sparc)
#define SIGCHLD 20
#else
#define SIGCHLD 17
#endif
#endif
#ifndef SIGCLD
#if defined(__TARGET_ARCH_mips)
#define SIGCLD 18
#endif
#endif
#ifndef SIGCONT
#if defined(__TARGET_ARCH_mips)
#define SIGCONT 25
#elif defined(__TARGET_ARCH_sparc)
#define SIGCONT 19
#else
#define SIGCONT 18
#endif
#endif
#ifndef SIGSTOP
#if defined(__TARGET_ARCH_mips)
#define SIGSTOP 23
#elif defined(__TARGET_ARCH_sparc)
#define SIGSTOP 17
#else
#define SIGSTOP 19
#endif
#endif
#ifndef SIGTSTP
#if defined(__TARGET_ARCH_mips)
#define SIGTSTP 24
#elif defined(__TARGET_ARCH_sparc)
#define SIGTSTP 18
#else
#define SIGTSTP 20
#endif
#endif
#ifndef SIGTTIN
#if defined(__TARGET_ARCH_mips)
#define SIGTTIN 26
#else
#define SIGTTIN 21
#endif
#endif
#ifndef SIGTTOU
#if defined(__TARGET_ARCH_mips)
#define SIGTTOU 27
#else
#define SIGTTOU 22
#endif
#endif
#ifndef SIGURG
#if defined(__TARGET_ARCH_mips)
#define SIGURG 21
#elif defined(__TARGET_ARCH_sparc)
#define SIGURG 16
#else
#define SIGURG 23
#endif
#endif
#ifndef SIGXCPU
#if defined(__TARGET_ARCH_mips)
#define SIGXCPU 30
#else
#define SIGXCPU 24
#endif
#endif
#ifndef SIGXFSZ
#if defined(__TARGET_ARCH_mips)
#define SIGXFSZ 31
#else
#define SIGXFSZ 25
#endif
#endif
#ifndef SIGVTALRM
#if defined(__TARGET_ARCH_mips)
#define SIGVTALRM 28
#else
#define SIGVTALRM 26
#endif
#endif
#ifndef SIGPROF
#if defined(__TARGET_ARCH_mips)
#define SIGPROF 29
#else
#define SIGPROF 27
#endif
#endif
#ifndef SIGWINCH
#if defined(__TARGET_ARCH_mips)
#define SIGWINCH 20
#else
#define SIGWINCH 28
#endif
#endif
#ifndef SIGIO
#if defined(__TARGET_ARCH_mips)
#define SIGIO 22
#elif defined(__TARGET_ARCH_sparc)
#define SIGIO 23
#else
#define SIGIO 29
#endif
#endif
#ifndef SIGLOST
#if defined(__TARGET_ARCH_sparc)
#define SIGLOST 29
#endif
#endif
#ifndef SIGPOLL
#if defined(__TARGET_ARCH_mips)
#define SIGPOLL 22
#elif defined(__TARGET_ARCH_sparc)
#define SIGPOLL 23
#else
#define SIGPOLL 29
#endif
#endif
#ifndef SIGPWR
#if defined(__TARGET_ARCH_mips)
#define SIGPWR 19
#elif defined(__TARGET_ARCH_sparc)
#define SIGPWR 29
#else
#define SIGPWR 30
#endif
#endif
#ifndef SIGSYS
#if defined(__TARGET_ARCH_mips)
#define SIGSYS 12
#elif defined(__TARGET_ARCH_sparc)
#define SIGSYS 12
#else
#define SIGSYS 31
#endif
#endif
#ifndef SIGUNUSED
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SIGUNUSED 31
#endif
#endif
#ifndef SIGRTMIN
#define SIGRTMIN 32
#endif
#ifndef SIGSWI
#if defined(__TARGET_ARCH_arm)
#define SIGSWI 32
#endif
#endif
#ifndef SIGSTKSZ
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc) || defined(__TARGET_ARCH_mips)
#define SIGSTKSZ 8192
#elif defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_loongarch) || defined(__TARGET_ARCH_sparc)
#define SIGSTKSZ 16384
#elif defined(__TARGET_ARCH_powerpc)
#define SIGSTKSZ 32768
#endif
#endif
#ifndef SA_NOCLDSTOP
#if defined(__TARGET_ARCH_sparc)
#define SA_NOCLDSTOP 8u
#else
#define SA_NOCLDSTOP 0x00000001
#endif
#endif
#ifndef SA_STACK
#if defined(__TARGET_ARCH_sparc)
#define SA_STACK 1u
#endif
#endif
#ifndef SA_NOCLDWAIT
#if defined(__TARGET_ARCH_mips)
#define SA_NOCLDWAIT 0x00010000
#elif defined(__TARGET_ARCH_sparc)
#define SA_NOCLDWAIT 0x100u
#else
#define SA_NOCLDWAIT 0x00000002
#endif
#endif
#ifndef SA_SIGINFO
#if defined(__TARGET_ARCH_mips)
#define SA_SIGINFO 0x00000008
#elif defined(__TARGET_ARCH_sparc)
#define SA_SIGINFO 0x200u
#else
#define SA_SIGINFO 0x00000004
#endif
#endif
#ifndef SA_UNSUPPORTED
#define SA_UNSUPPORTED 0x00000400
#endif
#ifndef SA_EXPOSE_TAGBITS
#define SA_EXPOSE_TAGBITS 0x00000800
#endif
#ifndef SA_THIRTYTWO
#if defined(__TARGET_ARCH_arm)
#define SA_THIRTYTWO 0x02000000
#endif
#endif
#ifndef SA_RESTORER
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_arc)
#define SA_RESTORER 0x04000000
#endif
#endif
#ifndef SA_ONSTACK
#if defined(__TARGET_ARCH_sparc)
#define SA_ONSTACK 1u
#else
#define SA_ONSTACK 0x08000000
#endif
#endif
#ifndef SA_RESTART
#if defined(__TARGET_ARCH_sparc)
#define SA_RESTART 2u
#else
#define SA_RESTART 0x10000000
#endif
#endif
#ifndef SA_NODEFER
#if defined(__TARGET_ARCH_sparc)
#define SA_NODEFER 0x20u
#else
#define SA_NODEFER 0x40000000
#endif
#endif
#ifndef SA_NOMASK
#if defined(__TARGET_ARCH_sparc)
#define SA_NOMASK 0x20u
#else
#define SA_NOMASK 0x40000000
#endif
#endif
#ifndef SA_ONESHOT
#if defined(__TARGET_ARCH_sparc)
#define SA_ONESHOT 4u
#else
#define SA_ONESHOT 0x80000000
#endif
#endif
#ifndef SA_RESETHAND
#if defined(__TARGET_ARCH_sparc)
#define SA_RESETHAND 4u
#else
#define SA_RESETHAND 0x80000000
#endif
#endif
#ifndef SS_ONSTACK
#define SS_ONSTACK 1
#endif
#ifndef SS_DISABLE
#define SS_DISABLE 2
#endif
#ifndef SS_AUTODISARM
#define SS_AUTODISARM 0x80000000U
#endif
#ifndef SS_FLAG_BITS
#define SS_FLAG_BITS 0x80000000U
#endif
#ifndef SI_USER
#define SI_USER 0
#endif
#ifndef SI_KERNEL
#define SI_KERNEL 0x80
#endif
#ifndef SI_MAX_SIZE
#define SI_MAX_SIZE 128
#endif
#ifndef SI_NOINFO
#if defined(__TARGET_ARCH_sparc)
#define SI_NOINFO 32767
#endif
#endif
#ifndef SI_QUEUE
#define SI_QUEUE (-1)
#endif
#ifndef SI_TIMER
#if defined(__TARGET_ARCH_mips)
#define SI_TIMER (-3)
#else
#define SI_TIMER (-2)
#endif
#endif
#ifndef SI_MESGQ
#if defined(__TARGET_ARCH_mips)
#define SI_MESGQ (-4)
#else
#define SI_MESGQ (-3)
#endif
#endif
#ifndef SI_ASYNCIO
#if defined(__TARGET_ARCH_mips)
#define SI_ASYNCIO (-2)
#else
#define SI_ASYNCIO (-4)
#endif
#endif
#ifndef SI_SIGIO
#define SI_SIGIO (-5)
#endif
#ifndef SI_TKILL
#define SI_TKILL (-6)
#endif
#ifndef SI_DETHREAD
#define SI_DETHREAD (-7)
#endif
#ifndef SI_ASYNCNL
#define SI_ASYNCNL (-60)
#endif
#ifndef ILL_ILLOPC
#define ILL_ILLOPC 1
#endif
#ifndef ILL_ILLOPN
#define ILL_ILLOPN 2
#endif
#ifndef ILL_ILLADR
#define ILL_ILLADR 3
#endif
#ifndef ILL_ILLTRP
#define ILL_ILLTRP 4
#endif
#ifndef ILL_PRVOPC
#define ILL_PRVOPC 5
#endif
#ifndef ILL_PRVREG
#define ILL_PRVREG 6
#endif
#ifndef ILL_COPROC
#define ILL_COPROC 7
#endif
#ifndef ILL_BADSTK
#define ILL_BADSTK 8
#endif
#ifndef ILL_BADIADDR
#define ILL_BADIADDR 9
#endif
#ifndef FPE_INTDIV
#define FPE_INTDIV 1
#endif
#ifndef FPE_INTOVF
#define FPE_INTOVF 2
#endif
#ifndef FPE_FLTDIV
#define FPE_FLTDIV 3
#endif
#ifndef FPE_FLTOVF
#define FPE_FLTOVF 4
#endif
#ifndef FPE_FLTUND
#define FPE_FLTUND 5
#endif
#ifndef FPE_FLTRES
#define FPE_FLTRES 6
#endif
#ifndef FPE_FLTINV
#define FPE_FLTINV 7
#endif
#ifndef FPE_FLTSUB
#define FPE_FLTSUB 8
#endif
#ifndef FPE_FLTUNK
#define FPE_FLTUNK 14
#endif
#ifndef FPE_CONDTRAP
#define FPE_CONDTRAP 15
#endif
#ifndef SEGV_MAPERR
#define SEGV_MAPERR 1
#endif
#ifndef SEGV_ACCERR
#define SEGV_ACCERR 2
#endif
#ifndef SEGV_BNDERR
#define SEGV_BNDERR 3
#endif
#ifndef SEGV_PKUERR
#define SEGV_PKUERR 4
#endif
#ifndef SEGV_ACCADI
#define SEGV_ACCADI 5
#endif
#ifndef SEGV_ADIDERR
#define SEGV_ADIDERR 6
#endif
#ifndef SEGV_ADIPERR
#define SEGV_ADIPERR 7
#endif
#ifndef SEGV_MTEAERR
#define SEGV_MTEAERR 8
#endif
#ifndef SEGV_MTESERR
#define SEGV_MTESERR 9
#endif
#ifndef SEGV_CPERR
#define SEGV_CPERR 10
#endif
#ifndef BUS_ADRALN
#define BUS_ADRALN 1
#endif
#ifndef BUS_ADRERR
#define BUS_ADRERR 2
#endif
#ifndef BUS_OBJERR
#define BUS_OBJERR 3
#endif
#ifndef BUS_MCEERR_AR
#define BUS_MCEERR_AR 4
#endif
#ifndef BUS_MCEERR_AO
#define BUS_MCEERR_AO 5
#endif
#ifndef TRAP_BRKPT
#define TRAP_BRKPT 1
#endif
#ifndef TRAP_PERF_FLAG_ASYNC
#define TRAP_PERF_FLAG_ASYNC 0x1U
#endif
#ifndef TRAP_TRACE
#define TRAP_TRACE 2
#endif
#ifndef TRAP_BRANCH
#define TRAP_BRANCH 3
#endif
#ifndef TRAP_HWBKPT
#define TRAP_HWBKPT 4
#endif
#ifndef TRAP_UNK
#define TRAP_UNK 5
#endif
#ifndef TRAP_PERF
#define TRAP_PERF 6
#endif
#ifndef CLD_EXITED
#define CLD_EXITED 1
#endif
#ifndef CLD_KILLED
#define CLD_KILLED 2
#endif
#ifndef CLD_DUMPED
#define CLD_DUMPED 3
#endif
#ifndef CLD_TRAPPED
#define CLD_TRAPPED 4
#endif
#ifndef CLD_STOPPED
#define CLD_STOPPED 5
#endif
#ifndef CLD_CONTINUED
#define CLD_CONTINUED 6
#endif
#ifndef POLL_IN
#define POLL_IN 1
#endif
#ifndef POLL_OUT
#define POLL_OUT 2
#endif
#ifndef POLL_MSG
#define POLL_MSG 3
#endif
#ifndef POLL_ERR
#define POLL_ERR 4
#endif
#ifndef POLL_PRI
#define POLL_PRI 5
#endif
#ifndef POLL_HUP
#define POLL_HUP 6
#endif
#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1
#endif
#ifndef SYS_USER_DISPATCH
#define SYS_USER_DISPATCH 2
#endif

/* prctl: linux/prctl.h */

#ifndef PR_CFI_BRANCH_LANDING_PADS
#define PR_CFI_BRANCH_LANDING_PADS 0
#endif
#ifndef PR_ENDIAN_BIG
#define PR_ENDIAN_BIG 0
#endif
#ifndef PR_FP_EXC_DISABLED
#define PR_FP_EXC_DISABLED 0
#endif
#ifndef PR_MCE_KILL_CLEAR
#define PR_MCE_KILL_CLEAR 0
#endif
#ifndef PR_MCE_KILL_LATE
#define PR_MCE_KILL_LATE 0
#endif
#ifndef PR_MTE_TCF_NONE
#define PR_MTE_TCF_NONE 0UL
#endif
#ifndef PR_PPC_DEXCR_SBHE
#define PR_PPC_DEXCR_SBHE 0
#endif
#ifndef PR_RISCV_CTX_SW_FENCEI_ON
#define PR_RISCV_CTX_SW_FENCEI_ON 0
#endif
#ifndef PR_RISCV_SCOPE_PER_PROCESS
#define PR_RISCV_SCOPE_PER_PROCESS 0
#endif
#ifndef PR_RISCV_V_VSTATE_CTRL_DEFAULT
#define PR_RISCV_V_VSTATE_CTRL_DEFAULT 0
#endif
#ifndef PR_SCHED_CORE_GET
#define PR_SCHED_CORE_GET 0
#endif
#ifndef PR_SCHED_CORE_SCOPE_THREAD
#define PR_SCHED_CORE_SCOPE_THREAD 0
#endif
#ifndef PR_SET_VMA_ANON_NAME
#define PR_SET_VMA_ANON_NAME 0
#endif
#ifndef PR_SPEC_NOT_AFFECTED
#define PR_SPEC_NOT_AFFECTED 0
#endif
#ifndef PR_SPEC_STORE_BYPASS
#define PR_SPEC_STORE_BYPASS 0
#endif
#ifndef PR_SYS_DISPATCH_OFF
#define PR_SYS_DISPATCH_OFF 0
#endif
#ifndef PR_TIMER_CREATE_RESTORE_IDS_OFF
#define PR_TIMER_CREATE_RESTORE_IDS_OFF 0
#endif
#ifndef PR_TIMING_STATISTICAL
#define PR_TIMING_STATISTICAL 0
#endif
#ifndef PR_CAP_AMBIENT_IS_SET
#define PR_CAP_AMBIENT_IS_SET 1
#endif
#ifndef PR_CFI_ENABLE
#define PR_CFI_ENABLE 0x1UL
#endif
#ifndef PR_ENDIAN_LITTLE
#define PR_ENDIAN_LITTLE 1
#endif
#ifndef PR_FPEMU_NOPRINT
#define PR_FPEMU_NOPRINT 1
#endif
#ifndef PR_FP_EXC_NONRECOV
#define PR_FP_EXC_NONRECOV 1
#endif
#ifndef PR_FP_MODE_FR
#define PR_FP_MODE_FR 0x1
#endif
#ifndef PR_FUTEX_HASH_SET_SLOTS
#define PR_FUTEX_HASH_SET_SLOTS 1
#endif
#ifndef PR_MCE_KILL_EARLY
#define PR_MCE_KILL_EARLY 1
#endif
#ifndef PR_MCE_KILL_SET
#define PR_MCE_KILL_SET 1
#endif
#ifndef PR_MDWE_REFUSE_EXEC_GAIN
#define PR_MDWE_REFUSE_EXEC_GAIN 0x1UL
#endif
#ifndef PR_MTE_TCF_SHIFT
#define PR_MTE_TCF_SHIFT 1
#endif
#ifndef PR_PAC_APIAKEY
#define PR_PAC_APIAKEY 0x1UL
#endif
#ifndef PR_PPC_DEXCR_CTRL_EDITABLE
#define PR_PPC_DEXCR_CTRL_EDITABLE 0x1
#endif
#ifndef PR_PPC_DEXCR_IBRTPD
#define PR_PPC_DEXCR_IBRTPD 1
#endif
#ifndef PR_RISCV_CTX_SW_FENCEI_OFF
#define PR_RISCV_CTX_SW_FENCEI_OFF 1
#endif
#ifndef PR_RISCV_SCOPE_PER_THREAD
#define PR_RISCV_SCOPE_PER_THREAD 1
#endif
#ifndef PR_RISCV_V_VSTATE_CTRL_OFF
#define PR_RISCV_V_VSTATE_CTRL_OFF 1
#endif
#ifndef PR_RSEQ_SLICE_EXTENSION_GET
#define PR_RSEQ_SLICE_EXTENSION_GET 1
#endif
#ifndef PR_RSEQ_SLICE_EXT_ENABLE
#define PR_RSEQ_SLICE_EXT_ENABLE 0x01
#endif
#ifndef PR_SCHED_CORE_CREATE
#define PR_SCHED_CORE_CREATE 1
#endif
#ifndef PR_SCHED_CORE_SCOPE_THREAD_GROUP
#define PR_SCHED_CORE_SCOPE_THREAD_GROUP 1
#endif
#ifndef PR_SET_MM_START_CODE
#define PR_SET_MM_START_CODE 1
#endif
#ifndef PR_SET_PDEATHSIG
#define PR_SET_PDEATHSIG 1
#endif
#ifndef PR_SHADOW_STACK_ENABLE
#define PR_SHADOW_STACK_ENABLE 0x1UL
#endif
#ifndef PR_SPEC_INDIRECT_BRANCH
#define PR_SPEC_INDIRECT_BRANCH 1
#endif
#ifndef PR_SPEC_PRCTL
#define PR_SPEC_PRCTL 0x1UL
#endif
#ifndef PR_SYS_DISPATCH_EXCLUSIVE_ON
#define PR_SYS_DISPATCH_EXCLUSIVE_ON 1
#endif
#ifndef PR_SYS_DISPATCH_ON
#define PR_SYS_DISPATCH_ON 1
#endif
#ifndef PR_TAGGED_ADDR_ENABLE
#define PR_TAGGED_ADDR_ENABLE 0x1UL
#endif
#ifndef PR_TIMER_CREATE_RESTORE_IDS_ON
#define PR_TIMER_CREATE_RESTORE_IDS_ON 1
#endif
#ifndef PR_TIMING_TIMESTAMP
#define PR_TIMING_TIMESTAMP 1
#endif
#ifndef PR_TSC_ENABLE
#define PR_TSC_ENABLE 1
#endif
#ifndef PR_UNALIGN_NOPRINT
#define PR_UNALIGN_NOPRINT 1
#endif
#ifndef PR_CAP_AMBIENT_RAISE
#define PR_CAP_AMBIENT_RAISE 2
#endif
#ifndef PR_CFI_DISABLE
#define PR_CFI_DISABLE 0x2UL
#endif
#ifndef PR_ENDIAN_PPC_LITTLE
#define PR_ENDIAN_PPC_LITTLE 2
#endif
#ifndef PR_FPEMU_SIGFPE
#define PR_FPEMU_SIGFPE 2
#endif
#ifndef PR_FP_EXC_ASYNC
#define PR_FP_EXC_ASYNC 2
#endif
#ifndef PR_FP_MODE_FRE
#define PR_FP_MODE_FRE 0x2
#endif
#ifndef PR_FUTEX_HASH_GET_SLOTS
#define PR_FUTEX_HASH_GET_SLOTS 2
#endif
#ifndef PR_GET_PDEATHSIG
#define PR_GET_PDEATHSIG 2
#endif
#ifndef PR_MCE_KILL_DEFAULT
#define PR_MCE_KILL_DEFAULT 2
#endif
#ifndef PR_MDWE_NO_INHERIT
#define PR_MDWE_NO_INHERIT 0x2UL
#endif
#ifndef PR_MTE_TCF_SYNC
#define PR_MTE_TCF_SYNC 0x2UL
#endif
#ifndef PR_PAC_APIBKEY
#define PR_PAC_APIBKEY 0x2UL
#endif
#ifndef PR_PPC_DEXCR_CTRL_SET
#define PR_PPC_DEXCR_CTRL_SET 0x2
#endif
#ifndef PR_PPC_DEXCR_SRAPD
#define PR_PPC_DEXCR_SRAPD 2
#endif
#ifndef PR_RISCV_V_VSTATE_CTRL_ON
#define PR_RISCV_V_VSTATE_CTRL_ON 2
#endif
#ifndef PR_RSEQ_SLICE_EXTENSION_SET
#define PR_RSEQ_SLICE_EXTENSION_SET 2
#endif
#ifndef PR_SCHED_CORE_SCOPE_PROCESS_GROUP
#define PR_SCHED_CORE_SCOPE_PROCESS_GROUP 2
#endif
#ifndef PR_SCHED_CORE_SHARE_TO
#define PR_SCHED_CORE_SHARE_TO 2
#endif
#ifndef PR_SET_MM_END_CODE
#define PR_SET_MM_END_CODE 2
#endif
#ifndef PR_SHADOW_STACK_WRITE
#define PR_SHADOW_STACK_WRITE 0x2UL
#endif
#ifndef PR_SPEC_ENABLE
#define PR_SPEC_ENABLE 0x2UL
#endif
#ifndef PR_SPEC_L1D_FLUSH
#define PR_SPEC_L1D_FLUSH 2
#endif
#ifndef PR_SYS_DISPATCH_INCLUSIVE_ON
#define PR_SYS_DISPATCH_INCLUSIVE_ON 2
#endif
#ifndef PR_THP_DISABLE_EXCEPT_ADVISED
#define PR_THP_DISABLE_EXCEPT_ADVISED 0x2
#endif
#ifndef PR_TIMER_CREATE_RESTORE_IDS_GET
#define PR_TIMER_CREATE_RESTORE_IDS_GET 2
#endif
#ifndef PR_TSC_SIGSEGV
#define PR_TSC_SIGSEGV 2
#endif
#ifndef PR_UNALIGN_SIGBUS
#define PR_UNALIGN_SIGBUS 2
#endif
#ifndef PR_CAP_AMBIENT_LOWER
#define PR_CAP_AMBIENT_LOWER 3
#endif
#ifndef PR_FP_EXC_PRECISE
#define PR_FP_EXC_PRECISE 3
#endif
#ifndef PR_GET_DUMPABLE
#define PR_GET_DUMPABLE 3
#endif
#ifndef PR_MTE_TAG_SHIFT
#define PR_MTE_TAG_SHIFT 3
#endif
#ifndef PR_PPC_DEXCR_NPHIE
#define PR_PPC_DEXCR_NPHIE 3
#endif
#ifndef PR_RISCV_V_VSTATE_CTRL_CUR_MASK
#define PR_RISCV_V_VSTATE_CTRL_CUR_MASK 0x3
#endif
#ifndef PR_SCHED_CORE_SHARE_FROM
#define PR_SCHED_CORE_SHARE_FROM 3
#endif
#ifndef PR_SET_MM_START_DATA
#define PR_SET_MM_START_DATA 3
#endif
#ifndef PR_CAP_AMBIENT_CLEAR_ALL
#define PR_CAP_AMBIENT_CLEAR_ALL 4
#endif
#ifndef PR_CFI_LOCK
#define PR_CFI_LOCK 0x4UL
#endif
#ifndef PR_MTE_TCF_ASYNC
#define PR_MTE_TCF_ASYNC 0x4UL
#endif
#ifndef PR_PAC_APDAKEY
#define PR_PAC_APDAKEY 0x4UL
#endif
#ifndef PR_PPC_DEXCR_CTRL_CLEAR
#define PR_PPC_DEXCR_CTRL_CLEAR 0x4
#endif
#ifndef PR_SCHED_CORE_MAX
#define PR_SCHED_CORE_MAX 4
#endif
#ifndef PR_SET_DUMPABLE
#define PR_SET_DUMPABLE 4
#endif
#ifndef PR_SET_MM_END_DATA
#define PR_SET_MM_END_DATA 4
#endif
#ifndef PR_SHADOW_STACK_PUSH
#define PR_SHADOW_STACK_PUSH 0x4UL
#endif
#ifndef PR_SPEC_DISABLE
#define PR_SPEC_DISABLE 0x4UL
#endif
#ifndef PR_GET_UNALIGN
#define PR_GET_UNALIGN 5
#endif
#ifndef PR_SET_MM_START_STACK
#define PR_SET_MM_START_STACK 5
#endif
#ifndef PR_MTE_TCF_MASK
#define PR_MTE_TCF_MASK 0x6UL
#endif
#ifndef PR_SET_MM_START_BRK
#define PR_SET_MM_START_BRK 6
#endif
#ifndef PR_SET_UNALIGN
#define PR_SET_UNALIGN 6
#endif
#ifndef PR_GET_KEEPCAPS
#define PR_GET_KEEPCAPS 7
#endif
#ifndef PR_SET_MM_BRK
#define PR_SET_MM_BRK 7
#endif
#ifndef PR_PAC_APDBKEY
#define PR_PAC_APDBKEY 0x8UL
#endif
#ifndef PR_PPC_DEXCR_CTRL_SET_ONEXEC
#define PR_PPC_DEXCR_CTRL_SET_ONEXEC 0x8
#endif
#ifndef PR_SET_KEEPCAPS
#define PR_SET_KEEPCAPS 8
#endif
#ifndef PR_SET_MM_ARG_START
#define PR_SET_MM_ARG_START 8
#endif
#ifndef PR_SPEC_FORCE_DISABLE
#define PR_SPEC_FORCE_DISABLE 0x8UL
#endif
#ifndef PR_GET_FPEMU
#define PR_GET_FPEMU 9
#endif
#ifndef PR_SET_MM_ARG_END
#define PR_SET_MM_ARG_END 9
#endif
#ifndef PR_SET_FPEMU
#define PR_SET_FPEMU 10
#endif
#ifndef PR_SET_MM_ENV_START
#define PR_SET_MM_ENV_START 10
#endif
#ifndef PR_GET_FPEXC
#define PR_GET_FPEXC 11
#endif
#ifndef PR_SET_MM_ENV_END
#define PR_SET_MM_ENV_END 11
#endif
#ifndef PR_RISCV_V_VSTATE_CTRL_NEXT_MASK
#define PR_RISCV_V_VSTATE_CTRL_NEXT_MASK 0xc
#endif
#ifndef PR_SET_FPEXC
#define PR_SET_FPEXC 12
#endif
#ifndef PR_SET_MM_AUXV
#define PR_SET_MM_AUXV 12
#endif
#ifndef PR_GET_TIMING
#define PR_GET_TIMING 13
#endif
#ifndef PR_SET_MM_EXE_FILE
#define PR_SET_MM_EXE_FILE 13
#endif
#ifndef PR_SET_MM_MAP
#define PR_SET_MM_MAP 14
#endif
#ifndef PR_SET_TIMING
#define PR_SET_TIMING 14
#endif
#ifndef PR_SET_MM_MAP_SIZE
#define PR_SET_MM_MAP_SIZE 15
#endif
#ifndef PR_SET_NAME
#define PR_SET_NAME 15
#endif
#ifndef PR_GET_NAME
#define PR_GET_NAME 16
#endif
#ifndef PR_PAC_APGAKEY
#define PR_PAC_APGAKEY 0x10UL
#endif
#ifndef PR_PPC_DEXCR_CTRL_CLEAR_ONEXEC
#define PR_PPC_DEXCR_CTRL_CLEAR_ONEXEC 0x10
#endif
#ifndef PR_RISCV_V_VSTATE_CTRL_INHERIT
#define PR_RISCV_V_VSTATE_CTRL_INHERIT 0x10
#endif
#ifndef PR_SPEC_DISABLE_NOEXEC
#define PR_SPEC_DISABLE_NOEXEC 0x10UL
#endif
#ifndef PR_GET_ENDIAN
#define PR_GET_ENDIAN 19
#endif
#ifndef PR_SET_ENDIAN
#define PR_SET_ENDIAN 20
#endif
#ifndef PR_GET_SECCOMP
#define PR_GET_SECCOMP 21
#endif
#ifndef PR_SET_SECCOMP
#define PR_SET_SECCOMP 22
#endif
#ifndef PR_CAPBSET_READ
#define PR_CAPBSET_READ 23
#endif
#ifndef PR_CAPBSET_DROP
#define PR_CAPBSET_DROP 24
#endif
#ifndef PR_PMLEN_SHIFT
#define PR_PMLEN_SHIFT 24
#endif
#ifndef PR_GET_TSC
#define PR_GET_TSC 25
#endif
#ifndef PR_SET_TSC
#define PR_SET_TSC 26
#endif
#ifndef PR_GET_SECUREBITS
#define PR_GET_SECUREBITS 27
#endif
#ifndef PR_SET_SECUREBITS
#define PR_SET_SECUREBITS 28
#endif
#ifndef PR_SET_TIMERSLACK
#define PR_SET_TIMERSLACK 29
#endif
#ifndef PR_GET_TIMERSLACK
#define PR_GET_TIMERSLACK 30
#endif
#ifndef PR_PPC_DEXCR_CTRL_MASK
#define PR_PPC_DEXCR_CTRL_MASK 0x1f
#endif
#ifndef PR_RISCV_V_VSTATE_CTRL_MASK
#define PR_RISCV_V_VSTATE_CTRL_MASK 0x1f
#endif
#ifndef PR_TASK_PERF_EVENTS_DISABLE
#define PR_TASK_PERF_EVENTS_DISABLE 31
#endif
#ifndef PR_TASK_PERF_EVENTS_ENABLE
#define PR_TASK_PERF_EVENTS_ENABLE 32
#endif
#ifndef PR_MCE_KILL
#define PR_MCE_KILL 33
#endif
#ifndef PR_MCE_KILL_GET
#define PR_MCE_KILL_GET 34
#endif
#ifndef PR_SET_MM
#define PR_SET_MM 35
#endif
#ifndef PR_SET_CHILD_SUBREAPER
#define PR_SET_CHILD_SUBREAPER 36
#endif
#ifndef PR_GET_CHILD_SUBREAPER
#define PR_GET_CHILD_SUBREAPER 37
#endif
#ifndef PR_SET_NO_NEW_PRIVS
#define PR_SET_NO_NEW_PRIVS 38
#endif
#ifndef PR_GET_NO_NEW_PRIVS
#define PR_GET_NO_NEW_PRIVS 39
#endif
#ifndef PR_GET_TID_ADDRESS
#define PR_GET_TID_ADDRESS 40
#endif
#ifndef PR_SET_THP_DISABLE
#define PR_SET_THP_DISABLE 41
#endif
#ifndef PR_GET_THP_DISABLE
#define PR_GET_THP_DISABLE 42
#endif
#ifndef PR_MPX_ENABLE_MANAGEMENT
#define PR_MPX_ENABLE_MANAGEMENT 43
#endif
#ifndef PR_MPX_DISABLE_MANAGEMENT
#define PR_MPX_DISABLE_MANAGEMENT 44
#endif
#ifndef PR_SET_FP_MODE
#define PR_SET_FP_MODE 45
#endif
#ifndef PR_GET_FP_MODE
#define PR_GET_FP_MODE 46
#endif
#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#endif
#ifndef PR_SVE_SET_VL
#define PR_SVE_SET_VL 50
#endif
#ifndef PR_SVE_GET_VL
#define PR_SVE_GET_VL 51
#endif
#ifndef PR_GET_SPECULATION_CTRL
#define PR_GET_SPECULATION_CTRL 52
#endif
#ifndef PR_SET_SPECULATION_CTRL
#define PR_SET_SPECULATION_CTRL 53
#endif
#ifndef PR_PAC_RESET_KEYS
#define PR_PAC_RESET_KEYS 54
#endif
#ifndef PR_SET_TAGGED_ADDR_CTRL
#define PR_SET_TAGGED_ADDR_CTRL 55
#endif
#ifndef PR_GET_TAGGED_ADDR_CTRL
#define PR_GET_TAGGED_ADDR_CTRL 56
#endif
#ifndef PR_SET_IO_FLUSHER
#define PR_SET_IO_FLUSHER 57
#endif
#ifndef PR_GET_IO_FLUSHER
#define PR_GET_IO_FLUSHER 58
#endif
#ifndef PR_SET_SYSCALL_USER_DISPATCH
#define PR_SET_SYSCALL_USER_DISPATCH 59
#endif
#ifndef PR_PAC_SET_ENABLED_KEYS
#define PR_PAC_SET_ENABLED_KEYS 60
#endif
#ifndef PR_PAC_GET_ENABLED_KEYS
#define PR_PAC_GET_ENABLED_KEYS 61
#endif
#ifndef PR_SCHED_CORE
#define PR_SCHED_CORE 62
#endif
#ifndef PR_SME_SET_VL
#define PR_SME_SET_VL 63
#endif
#ifndef PR_SME_GET_VL
#define PR_SME_GET_VL 64
#endif
#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#endif
#ifndef PR_GET_MDWE
#define PR_GET_MDWE 66
#endif
#ifndef PR_SET_MEMORY_MERGE
#define PR_SET_MEMORY_MERGE 67
#endif
#ifndef PR_GET_MEMORY_MERGE
#define PR_GET_MEMORY_MERGE 68
#endif
#ifndef PR_RISCV_V_SET_CONTROL
#define PR_RISCV_V_SET_CONTROL 69
#endif
#ifndef PR_RISCV_V_GET_CONTROL
#define PR_RISCV_V_GET_CONTROL 70
#endif
#ifndef PR_RISCV_SET_ICACHE_FLUSH_CTX
#define PR_RISCV_SET_ICACHE_FLUSH_CTX 71
#endif
#ifndef PR_PPC_GET_DEXCR
#define PR_PPC_GET_DEXCR 72
#endif
#ifndef PR_PPC_SET_DEXCR
#define PR_PPC_SET_DEXCR 73
#endif
#ifndef PR_GET_SHADOW_STACK_STATUS
#define PR_GET_SHADOW_STACK_STATUS 74
#endif
#ifndef PR_SET_SHADOW_STACK_STATUS
#define PR_SET_SHADOW_STACK_STATUS 75
#endif
#ifndef PR_LOCK_SHADOW_STACK_STATUS
#define PR_LOCK_SHADOW_STACK_STATUS 76
#endif
#ifndef PR_TIMER_CREATE_RESTORE_IDS
#define PR_TIMER_CREATE_RESTORE_IDS 77
#endif
#ifndef PR_FUTEX_HASH
#define PR_FUTEX_HASH 78
#endif
#ifndef PR_RSEQ_SLICE_EXTENSION
#define PR_RSEQ_SLICE_EXTENSION 79
#endif
#ifndef PR_GET_CFI
#define PR_GET_CFI 80
#endif
#ifndef PR_SET_CFI
#define PR_SET_CFI 81
#endif
#ifndef PR_FP_EXC_SW_ENABLE
#define PR_FP_EXC_SW_ENABLE 0x80
#endif
#ifndef PR_SME_VL_LEN_MASK
#define PR_SME_VL_LEN_MASK 0xffff
#endif
#ifndef PR_SVE_VL_LEN_MASK
#define PR_SVE_VL_LEN_MASK 0xffff
#endif
#ifndef PR_FP_EXC_DIV
#define PR_FP_EXC_DIV 0x010000
#endif
#ifndef PR_FP_EXC_OVF
#define PR_FP_EXC_OVF 0x020000
#endif
#ifndef PR_SME_VL_INHERIT
#define PR_SME_VL_INHERIT 0x20000
#endif
#ifndef PR_SVE_VL_INHERIT
#define PR_SVE_VL_INHERIT 0x20000
#endif
#ifndef PR_FP_EXC_UND
#define PR_FP_EXC_UND 0x040000
#endif
#ifndef PR_SME_SET_VL_ONEXEC
#define PR_SME_SET_VL_ONEXEC 0x40000
#endif
#ifndef PR_SVE_SET_VL_ONEXEC
#define PR_SVE_SET_VL_ONEXEC 0x40000
#endif
#ifndef PR_MTE_TAG_MASK
#define PR_MTE_TAG_MASK 0x7fff8UL
#endif
#ifndef PR_FP_EXC_RES
#define PR_FP_EXC_RES 0x080000
#endif
#ifndef PR_MTE_STORE_ONLY
#define PR_MTE_STORE_ONLY 0x80000UL
#endif
#ifndef PR_FP_EXC_INV
#define PR_FP_EXC_INV 0x100000
#endif
#ifndef PR_GET_AUXV
#define PR_GET_AUXV 0x41555856
#endif
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#endif
#ifndef PR_SET_PTRACER
#define PR_SET_PTRACER 0x59616d61
#endif
#ifndef PR_PMLEN_MASK
#define PR_PMLEN_MASK 0x7f000000UL
#endif
#ifndef PR_SET_PTRACER_ANY
#if defined(__TARGET_ARCH_arm)
#define PR_SET_PTRACER_ANY 4294967295UL
#elif defined(__TARGET_ARCH_arc)
#define PR_SET_PTRACER_ANY 4294967295UL
#else
#define PR_SET_PTRACER_ANY 0xffffffffffffffffUL
#endif
#endif

/* ptrace: linux/ptrace.h */

#ifndef PTRACE_CFI_BRANCH_LANDING_PAD_EN_BIT
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_BRANCH_LANDING_PAD_EN_BIT 0
#endif
#endif
#ifndef PTRACE_GETFDPIC_EXEC
#if defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_arm)
#define PTRACE_GETFDPIC_EXEC 0
#endif
#endif
#ifndef PTRACE_SYSCALL_INFO_NONE
#define PTRACE_SYSCALL_INFO_NONE 0
#endif
#ifndef PTRACE_TRACEME
#define PTRACE_TRACEME 0
#endif
#ifndef PTRACE_CFI_BRANCH_LANDING_PAD_EN_STATE
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_BRANCH_LANDING_PAD_EN_STATE 0x1UL
#endif
#endif
#ifndef PTRACE_CFI_BRANCH_LANDING_PAD_LOCK_BIT
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_BRANCH_LANDING_PAD_LOCK_BIT 1
#endif
#endif
#ifndef PTRACE_EVENTMSG_SYSCALL_ENTRY
#define PTRACE_EVENTMSG_SYSCALL_ENTRY 1
#endif
#ifndef PTRACE_EVENT_FORK
#define PTRACE_EVENT_FORK 1
#endif
#ifndef PTRACE_GETFDPIC_INTERP
#if defined(__TARGET_ARCH_riscv) || defined(__TARGET_ARCH_arm)
#define PTRACE_GETFDPIC_INTERP 1
#endif
#endif
#ifndef PTRACE_O_TRACESYSGOOD
#define PTRACE_O_TRACESYSGOOD 1
#endif
#ifndef PTRACE_PEEKSIGINFO_SHARED
#define PTRACE_PEEKSIGINFO_SHARED 0x1
#endif
#ifndef PTRACE_PEEKTEXT
#define PTRACE_PEEKTEXT 1
#endif
#ifndef PTRACE_SYSCALL_INFO_ENTRY
#define PTRACE_SYSCALL_INFO_ENTRY 1
#endif
#ifndef PTRACE_CFI_BRANCH_EXPECTED_LANDING_PAD_BIT
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_BRANCH_EXPECTED_LANDING_PAD_BIT 2
#endif
#endif
#ifndef PTRACE_CFI_BRANCH_LANDING_PAD_LOCK_STATE
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_BRANCH_LANDING_PAD_LOCK_STATE 0x2UL
#endif
#endif
#ifndef PTRACE_EVENTMSG_SYSCALL_EXIT
#define PTRACE_EVENTMSG_SYSCALL_EXIT 2
#endif
#ifndef PTRACE_EVENT_VFORK
#define PTRACE_EVENT_VFORK 2
#endif
#ifndef PTRACE_O_TRACEFORK
#define PTRACE_O_TRACEFORK 0x2
#endif
#ifndef PTRACE_PEEKDATA
#define PTRACE_PEEKDATA 2
#endif
#ifndef PTRACE_SYSCALL_INFO_EXIT
#define PTRACE_SYSCALL_INFO_EXIT 2
#endif
#ifndef PTRACE_CFI_SHADOW_STACK_EN_BIT
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_SHADOW_STACK_EN_BIT 3
#endif
#endif
#ifndef PTRACE_EVENT_CLONE
#define PTRACE_EVENT_CLONE 3
#endif
#ifndef PTRACE_PEEKUSR
#define PTRACE_PEEKUSR 3
#endif
#ifndef PTRACE_SYSCALL_INFO_SECCOMP
#define PTRACE_SYSCALL_INFO_SECCOMP 3
#endif
#ifndef PTRACE_CFI_BRANCH_EXPECTED_LANDING_PAD_STATE
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_BRANCH_EXPECTED_LANDING_PAD_STATE 0x4UL
#endif
#endif
#ifndef PTRACE_CFI_SHADOW_STACK_LOCK_BIT
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_SHADOW_STACK_LOCK_BIT 4
#endif
#endif
#ifndef PTRACE_EVENT_EXEC
#define PTRACE_EVENT_EXEC 4
#endif
#ifndef PTRACE_O_TRACEVFORK
#define PTRACE_O_TRACEVFORK 0x4
#endif
#ifndef PTRACE_POKETEXT
#define PTRACE_POKETEXT 4
#endif
#ifndef PTRACE_CFI_SHADOW_STACK_PTR_BIT
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_SHADOW_STACK_PTR_BIT 5
#endif
#endif
#ifndef PTRACE_EVENT_VFORK_DONE
#define PTRACE_EVENT_VFORK_DONE 5
#endif
#ifndef PTRACE_POKEDATA
#define PTRACE_POKEDATA 5
#endif
#ifndef PTRACE_EVENT_EXIT
#define PTRACE_EVENT_EXIT 6
#endif
#ifndef PTRACE_POKEUSR
#define PTRACE_POKEUSR 6
#endif
#ifndef PTRACE_CONT
#define PTRACE_CONT 7
#endif
#ifndef PTRACE_EVENT_SECCOMP
#define PTRACE_EVENT_SECCOMP 7
#endif
#ifndef PTRACE_CFI_SHADOW_STACK_EN_STATE
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_SHADOW_STACK_EN_STATE 0x8UL
#endif
#endif
#ifndef PTRACE_KILL
#define PTRACE_KILL 8
#endif
#ifndef PTRACE_O_TRACECLONE
#define PTRACE_O_TRACECLONE 0x8
#endif
#ifndef PTRACE_SINGLESTEP
#define PTRACE_SINGLESTEP 9
#endif
#ifndef PTRACE_SPARC_DETACH
#if defined(__TARGET_ARCH_sparc)
#define PTRACE_SPARC_DETACH 11
#endif
#endif
#ifndef PTRACE_GETREGS
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_mips) || defined(__TARGET_ARCH_sparc)
#define PTRACE_GETREGS 12
#endif
#endif
#ifndef PTRACE_SETREGS
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_mips) || defined(__TARGET_ARCH_sparc)
#define PTRACE_SETREGS 13
#endif
#endif
#ifndef PTRACE_GETFPREGS
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_mips) || defined(__TARGET_ARCH_sparc)
#define PTRACE_GETFPREGS 14
#endif
#endif
#ifndef PTRACE_SETFPREGS
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_mips) || defined(__TARGET_ARCH_sparc)
#define PTRACE_SETFPREGS 15
#endif
#endif
#ifndef PTRACE_ATTACH
#define PTRACE_ATTACH 16
#endif
#ifndef PTRACE_CFI_SHADOW_STACK_LOCK_STATE
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_SHADOW_STACK_LOCK_STATE 0x10UL
#endif
#endif
#ifndef PTRACE_O_TRACEEXEC
#define PTRACE_O_TRACEEXEC 0x10
#endif
#ifndef PTRACE_READDATA
#if defined(__TARGET_ARCH_sparc)
#define PTRACE_READDATA 16
#endif
#endif
#ifndef PTRACE_DETACH
#define PTRACE_DETACH 17
#endif
#ifndef PTRACE_WRITEDATA
#if defined(__TARGET_ARCH_sparc)
#define PTRACE_WRITEDATA 17
#endif
#endif
#ifndef PTRACE_GETFPXREGS
#if defined(__TARGET_ARCH_x86)
#define PTRACE_GETFPXREGS 18
#endif
#endif
#ifndef PTRACE_GETVRREGS
#if defined(__TARGET_ARCH_powerpc)
#define PTRACE_GETVRREGS 0x12
#endif
#endif
#ifndef PTRACE_GETWMMXREGS
#if defined(__TARGET_ARCH_arm)
#define PTRACE_GETWMMXREGS 18
#endif
#endif
#ifndef PTRACE_READTEXT
#if defined(__TARGET_ARCH_sparc)
#define PTRACE_READTEXT 18
#endif
#endif
#ifndef PTRACE_SETFPXREGS
#if defined(__TARGET_ARCH_x86)
#define PTRACE_SETFPXREGS 19
#endif
#endif
#ifndef PTRACE_SETVRREGS
#if defined(__TARGET_ARCH_powerpc)
#define PTRACE_SETVRREGS 0x13
#endif
#endif
#ifndef PTRACE_SETWMMXREGS
#if defined(__TARGET_ARCH_arm)
#define PTRACE_SETWMMXREGS 19
#endif
#endif
#ifndef PTRACE_WRITETEXT
#if defined(__TARGET_ARCH_sparc)
#define PTRACE_WRITETEXT 19
#endif
#endif
#ifndef PTRACE_GETEVRREGS
#if defined(__TARGET_ARCH_powerpc)
#define PTRACE_GETEVRREGS 0x14
#endif
#endif
#ifndef PTRACE_GETFPAREGS
#if defined(__TARGET_ARCH_sparc)
#define PTRACE_GETFPAREGS 20
#endif
#endif
#ifndef PTRACE_OLDSETOPTIONS
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_arm) || defined(__TARGET_ARCH_mips)
#define PTRACE_OLDSETOPTIONS 21
#endif
#endif
#ifndef PTRACE_PROT
#if defined(__TARGET_ARCH_s390)
#define PTRACE_PROT 21
#endif
#endif
#ifndef PTRACE_SETEVRREGS
#if defined(__TARGET_ARCH_powerpc)
#define PTRACE_SETEVRREGS 0x15
#endif
#endif
#ifndef PTRACE_SETFPAREGS
#if defined(__TARGET_ARCH_sparc)
#define PTRACE_SETFPAREGS 21
#endif
#endif
#ifndef PTRACE_GETREGS64
#if defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_sparc)
#define PTRACE_GETREGS64 0x16
#endif
#endif
#ifndef PTRACE_SETREGS64
#if defined(__TARGET_ARCH_powerpc) || defined(__TARGET_ARCH_sparc)
#define PTRACE_SETREGS64 0x17
#endif
#endif
#ifndef PTRACE_SET_SYSCALL
#if defined(__TARGET_ARCH_arm)
#define PTRACE_SET_SYSCALL 23
#endif
#endif
#ifndef PTRACE_SYSCALL
#define PTRACE_SYSCALL 24
#endif
#ifndef PTRACE_GETCRUNCHREGS
#if defined(__TARGET_ARCH_arm)
#define PTRACE_GETCRUNCHREGS 25
#endif
#endif
#ifndef PTRACE_GETFPREGS64
#if defined(__TARGET_ARCH_sparc)
#define PTRACE_GETFPREGS64 25
#endif
#endif
#ifndef PTRACE_GET_DEBUGREG
#if defined(__TARGET_ARCH_powerpc)
#define PTRACE_GET_DEBUGREG 0x19
#endif
#endif
#ifndef PTRACE_GET_THREAD_AREA
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arc) || defined(__TARGET_ARCH_mips)
#define PTRACE_GET_THREAD_AREA 25
#elif defined(__TARGET_ARCH_arm)
#define PTRACE_GET_THREAD_AREA 22
#endif
#endif
#ifndef PTRACE_SETCRUNCHREGS
#if defined(__TARGET_ARCH_arm)
#define PTRACE_SETCRUNCHREGS 26
#endif
#endif
#ifndef PTRACE_SETFPREGS64
#if defined(__TARGET_ARCH_sparc)
#define PTRACE_SETFPREGS64 26
#endif
#endif
#ifndef PTRACE_SET_DEBUGREG
#if defined(__TARGET_ARCH_powerpc)
#define PTRACE_SET_DEBUGREG 0x1a
#endif
#endif
#ifndef PTRACE_SET_THREAD_AREA
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_mips)
#define PTRACE_SET_THREAD_AREA 26
#endif
#endif
#ifndef PTRACE_GETVFPREGS
#if defined(__TARGET_ARCH_arm)
#define PTRACE_GETVFPREGS 27
#endif
#endif
#ifndef PTRACE_GETVSRREGS
#if defined(__TARGET_ARCH_powerpc)
#define PTRACE_GETVSRREGS 0x1b
#endif
#endif
#ifndef PTRACE_SETVFPREGS
#if defined(__TARGET_ARCH_arm)
#define PTRACE_SETVFPREGS 28
#endif
#endif
#ifndef PTRACE_SETVSRREGS
#if defined(__TARGET_ARCH_powerpc)
#define PTRACE_SETVSRREGS 0x1c
#endif
#endif
#ifndef PTRACE_GETHBPREGS
#if defined(__TARGET_ARCH_arm)
#define PTRACE_GETHBPREGS 29
#endif
#endif
#ifndef PTRACE_ARCH_PRCTL
#if defined(__TARGET_ARCH_x86)
#define PTRACE_ARCH_PRCTL 30
#endif
#endif
#ifndef PTRACE_SETHBPREGS
#if defined(__TARGET_ARCH_arm)
#define PTRACE_SETHBPREGS 30
#endif
#endif
#ifndef PTRACE_SYSEMU
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_loongarch)
#define PTRACE_SYSEMU 31
#elif defined(__TARGET_ARCH_powerpc)
#define PTRACE_SYSEMU 0x1d
#endif
#endif
#ifndef PTRACE_CFI_SHADOW_STACK_PTR_STATE
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_SHADOW_STACK_PTR_STATE 0x20UL
#endif
#endif
#ifndef PTRACE_O_TRACEVFORKDONE
#define PTRACE_O_TRACEVFORKDONE 0x20
#endif
#ifndef PTRACE_SYSEMU_SINGLESTEP
#if defined(__TARGET_ARCH_x86) || defined(__TARGET_ARCH_arm64) || defined(__TARGET_ARCH_s390) || defined(__TARGET_ARCH_loongarch)
#define PTRACE_SYSEMU_SINGLESTEP 32
#elif defined(__TARGET_ARCH_powerpc)
#define PTRACE_SYSEMU_SINGLESTEP 0x1e
#endif
#endif
#ifndef PTRACE_GETFDPIC
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_GETFDPIC 33
#elif defined(__TARGET_ARCH_arm)
#define PTRACE_GETFDPIC 31
#endif
#endif
#ifndef PTRACE_PEEKMTETAGS
#if defined(__TARGET_ARCH_arm64)
#define PTRACE_PEEKMTETAGS 33
#endif
#endif
#ifndef PTRACE_SINGLEBLOCK
#if defined(__TARGET_ARCH_x86)
#define PTRACE_SINGLEBLOCK 33
#elif defined(__TARGET_ARCH_s390)
#define PTRACE_SINGLEBLOCK 12
#elif defined(__TARGET_ARCH_powerpc)
#define PTRACE_SINGLEBLOCK 0x100
#endif
#endif
#ifndef PTRACE_POKEMTETAGS
#if defined(__TARGET_ARCH_arm64)
#define PTRACE_POKEMTETAGS 34
#endif
#endif
#ifndef PTRACE_O_TRACEEXIT
#define PTRACE_O_TRACEEXIT 0x40
#endif
#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif
#ifndef PTRACE_O_TRACESECCOMP
#define PTRACE_O_TRACESECCOMP 0x80
#endif
#ifndef PTRACE_PEEKTEXT_3264
#if defined(__TARGET_ARCH_mips)
#define PTRACE_PEEKTEXT_3264 0xc0
#endif
#endif
#ifndef PTRACE_PEEKDATA_3264
#if defined(__TARGET_ARCH_mips)
#define PTRACE_PEEKDATA_3264 0xc1
#endif
#endif
#ifndef PTRACE_POKETEXT_3264
#if defined(__TARGET_ARCH_mips)
#define PTRACE_POKETEXT_3264 0xc2
#endif
#endif
#ifndef PTRACE_POKEDATA_3264
#if defined(__TARGET_ARCH_mips)
#define PTRACE_POKEDATA_3264 0xc3
#endif
#endif
#ifndef PTRACE_GET_THREAD_AREA_3264
#if defined(__TARGET_ARCH_mips)
#define PTRACE_GET_THREAD_AREA_3264 0xc4
#endif
#endif
#ifndef PTRACE_GET_WATCH_REGS
#if defined(__TARGET_ARCH_mips)
#define PTRACE_GET_WATCH_REGS 0xd0
#endif
#endif
#ifndef PTRACE_SET_WATCH_REGS
#if defined(__TARGET_ARCH_mips)
#define PTRACE_SET_WATCH_REGS 0xd1
#endif
#endif
#ifndef PTRACE_SETOPTIONS
#define PTRACE_SETOPTIONS 0x4200
#endif
#ifndef PTRACE_GETEVENTMSG
#define PTRACE_GETEVENTMSG 0x4201
#endif
#ifndef PTRACE_GETSIGINFO
#define PTRACE_GETSIGINFO 0x4202
#endif
#ifndef PTRACE_SETSIGINFO
#define PTRACE_SETSIGINFO 0x4203
#endif
#ifndef PTRACE_GETREGSET
#define PTRACE_GETREGSET 0x4204
#endif
#ifndef PTRACE_SETREGSET
#define PTRACE_SETREGSET 0x4205
#endif
#ifndef PTRACE_SEIZE
#define PTRACE_SEIZE 0x4206
#endif
#ifndef PTRACE_INTERRUPT
#define PTRACE_INTERRUPT 0x4207
#endif
#ifndef PTRACE_LISTEN
#define PTRACE_LISTEN 0x4208
#endif
#ifndef PTRACE_PEEKSIGINFO
#define PTRACE_PEEKSIGINFO 0x4209
#endif
#ifndef PTRACE_GETSIGMASK
#define PTRACE_GETSIGMASK 0x420a
#endif
#ifndef PTRACE_SETSIGMASK
#define PTRACE_SETSIGMASK 0x420b
#endif
#ifndef PTRACE_SECCOMP_GET_FILTER
#define PTRACE_SECCOMP_GET_FILTER 0x420c
#endif
#ifndef PTRACE_SECCOMP_GET_METADATA
#define PTRACE_SECCOMP_GET_METADATA 0x420d
#endif
#ifndef PTRACE_GET_SYSCALL_INFO
#define PTRACE_GET_SYSCALL_INFO 0x420e
#endif
#ifndef PTRACE_GET_RSEQ_CONFIGURATION
#define PTRACE_GET_RSEQ_CONFIGURATION 0x420f
#endif
#ifndef PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG
#define PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG 0x4210
#endif
#ifndef PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG
#define PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG 0x4211
#endif
#ifndef PTRACE_SET_SYSCALL_INFO
#define PTRACE_SET_SYSCALL_INFO 0x4212
#endif
#ifndef PTRACE_PEEKUSR_AREA
#if defined(__TARGET_ARCH_s390)
#define PTRACE_PEEKUSR_AREA 0x5000
#endif
#endif
#ifndef PTRACE_POKEUSR_AREA
#if defined(__TARGET_ARCH_s390)
#define PTRACE_POKEUSR_AREA 0x5001
#endif
#endif
#ifndef PTRACE_PEEKTEXT_AREA
#if defined(__TARGET_ARCH_s390)
#define PTRACE_PEEKTEXT_AREA 0x5002
#endif
#endif
#ifndef PTRACE_PEEKDATA_AREA
#if defined(__TARGET_ARCH_s390)
#define PTRACE_PEEKDATA_AREA 0x5003
#endif
#endif
#ifndef PTRACE_POKETEXT_AREA
#if defined(__TARGET_ARCH_s390)
#define PTRACE_POKETEXT_AREA 0x5004
#endif
#endif
#ifndef PTRACE_POKEDATA_AREA
#if defined(__TARGET_ARCH_s390)
#define PTRACE_POKEDATA_AREA 0x5005
#endif
#endif
#ifndef PTRACE_GET_LAST_BREAK
#if defined(__TARGET_ARCH_s390)
#define PTRACE_GET_LAST_BREAK 0x5006
#endif
#endif
#ifndef PTRACE_PEEK_SYSTEM_CALL
#if defined(__TARGET_ARCH_s390)
#define PTRACE_PEEK_SYSTEM_CALL 0x5007
#endif
#endif
#ifndef PTRACE_POKE_SYSTEM_CALL
#if defined(__TARGET_ARCH_s390)
#define PTRACE_POKE_SYSTEM_CALL 0x5008
#endif
#endif
#ifndef PTRACE_ENABLE_TE
#if defined(__TARGET_ARCH_s390)
#define PTRACE_ENABLE_TE 0x5009
#endif
#endif
#ifndef PTRACE_DISABLE_TE
#if defined(__TARGET_ARCH_s390)
#define PTRACE_DISABLE_TE 0x5010
#endif
#endif
#ifndef PTRACE_TE_ABORT_RAND
#if defined(__TARGET_ARCH_s390)
#define PTRACE_TE_ABORT_RAND 0x5011
#endif
#endif
#ifndef PTRACE_O_EXITKILL
#define PTRACE_O_EXITKILL 0x100000
#endif
#ifndef PTRACE_O_SUSPEND_SECCOMP
#define PTRACE_O_SUSPEND_SECCOMP 0x200000
#endif
#ifndef PTRACE_O_MASK
#define PTRACE_O_MASK 0x3000ff
#endif
#ifndef PTRACE_CFI_STATE_INVALID_MASK
#if defined(__TARGET_ARCH_riscv)
#define PTRACE_CFI_STATE_INVALID_MASK 0xffffffffffffffc0UL
#endif
#endif

/* capabilities and security: linux/capability.h, linux/securebits.h, linux/seccomp.h, linux/landlock.h */

#ifndef CAP_CHOWN
#define CAP_CHOWN 0
#endif
#ifndef CAP_DAC_OVERRIDE
#define CAP_DAC_OVERRIDE 1
#endif
#ifndef CAP_DAC_READ_SEARCH
#define CAP_DAC_READ_SEARCH 2
#endif
#ifndef CAP_FOWNER
#define CAP_FOWNER 3
#endif
#ifndef CAP_FSETID
#define CAP_FSETID 4
#endif
#ifndef CAP_KILL
#define CAP_KILL 5
#endif
#ifndef CAP_SETGID
#define CAP_SETGID 6
#endif
#ifndef CAP_SETUID
#define CAP_SETUID 7
#endif
#ifndef CAP_SETPCAP
#define CAP_SETPCAP 8
#endif
#ifndef CAP_LINUX_IMMUTABLE
#define CAP_LINUX_IMMUTABLE 9
#endif
#ifndef CAP_NET_BIND_SERVICE
#define CAP_NET_BIND_SERVICE 10
#endif
#ifndef CAP_NET_BROADCAST
#define CAP_NET_BROADCAST 11
#endif
#ifndef CAP_NET_ADMIN
#define CAP_NET_ADMIN 12
#endif
#ifndef CAP_NET_RAW
#define CAP_NET_RAW 13
#endif
#ifndef CAP_IPC_LOCK
#define CAP_IPC_LOCK 14
#endif
#ifndef CAP_IPC_OWNER
#define CAP_IPC_OWNER 15
#endif
#ifndef CAP_SYS_MODULE
#define CAP_SYS_MODULE 16
#endif
#ifndef CAP_SYS_RAWIO
#define CAP_SYS_RAWIO 17
#endif
#ifndef CAP_SYS_CHROOT
#define CAP_SYS_CHROOT 18
#endif
#ifndef CAP_SYS_PTRACE
#define CAP_SYS_PTRACE 19
#endif
#ifndef CAP_SYS_PACCT
#define CAP_SYS_PACCT 20
#endif
#ifndef CAP_SYS_ADMIN
#define CAP_SYS_ADMIN 21
#endif
#ifndef CAP_SYS_BOOT
#define CAP_SYS_BOOT 22
#endif
#ifndef CAP_SYS_NICE
#define CAP_SYS_NICE 23
#endif
#ifndef CAP_SYS_RESOURCE
#define CAP_SYS_RESOURCE 24
#endif
#ifndef CAP_SYS_TIME
#define CAP_SYS_TIME 25
#endif
#ifndef CAP_SYS_TTY_CONFIG
#define CAP_SYS_TTY_CONFIG 26
#endif
#ifndef CAP_MKNOD
#define CAP_MKNOD 27
#endif
#ifndef CAP_LEASE
#define CAP_LEASE 28
#endif
#ifndef CAP_AUDIT_WRITE
#define CAP_AUDIT_WRITE 29
#endif
#ifndef CAP_AUDIT_CONTROL
#define CAP_AUDIT_CONTROL 30
#endif
#ifndef CAP_SETFCAP
#define CAP_SETFCAP 31
#endif
#ifndef CAP_MAC_OVERRIDE
#define CAP_MAC_OVERRIDE 32
#endif
#ifndef CAP_MAC_ADMIN
#define CAP_MAC_ADMIN 33
#endif
#ifndef CAP_SYSLOG
#define CAP_SYSLOG 34
#endif
#ifndef CAP_WAKE_ALARM
#define CAP_WAKE_ALARM 35
#endif
#ifndef CAP_BLOCK_SUSPEND
#define CAP_BLOCK_SUSPEND 36
#endif
#ifndef CAP_AUDIT_READ
#define CAP_AUDIT_READ 37
#endif
#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#endif
#ifndef CAP_BPF
#define CAP_BPF 39
#endif
#ifndef CAP_CHECKPOINT_RESTORE
#define CAP_CHECKPOINT_RESTORE 40
#endif
#ifndef CAP_LAST_CAP
#define CAP_LAST_CAP 40
#endif
#ifndef SECURE_NOROOT
#define SECURE_NOROOT 0
#endif
#ifndef SECURE_NOROOT_LOCKED
#define SECURE_NOROOT_LOCKED 1
#endif
#ifndef SECURE_NO_SETUID_FIXUP
#define SECURE_NO_SETUID_FIXUP 2
#endif
#ifndef SECURE_NO_SETUID_FIXUP_LOCKED
#define SECURE_NO_SETUID_FIXUP_LOCKED 3
#endif
#ifndef SECURE_KEEP_CAPS
#define SECURE_KEEP_CAPS 4
#endif
#ifndef SECURE_KEEP_CAPS_LOCKED
#define SECURE_KEEP_CAPS_LOCKED 5
#endif
#ifndef SECURE_NO_CAP_AMBIENT_RAISE
#define SECURE_NO_CAP_AMBIENT_RAISE 6
#endif
#ifndef SECURE_NO_CAP_AMBIENT_RAISE_LOCKED
#define SECURE_NO_CAP_AMBIENT_RAISE_LOCKED 7
#endif
#ifndef SECURE_EXEC_RESTRICT_FILE
#define SECURE_EXEC_RESTRICT_FILE 8
#endif
#ifndef SECURE_EXEC_RESTRICT_FILE_LOCKED
#define SECURE_EXEC_RESTRICT_FILE_LOCKED 9
#endif
#ifndef SECURE_EXEC_DENY_INTERACTIVE
#define SECURE_EXEC_DENY_INTERACTIVE 10
#endif
#ifndef SECURE_EXEC_DENY_INTERACTIVE_LOCKED
#define SECURE_EXEC_DENY_INTERACTIVE_LOCKED 11
#endif
#ifndef SECURE_ALL_UNPRIVILEGED
#define SECURE_ALL_UNPRIVILEGED 0x500
#endif
#ifndef SECBIT_NOROOT
#define SECBIT_NOROOT 0x1
#endif
#ifndef SECBIT_NOROOT_LOCKED
#define SECBIT_NOROOT_LOCKED 0x2
#endif
#ifndef SECBIT_NO_SETUID_FIXUP
#define SECBIT_NO_SETUID_FIXUP 0x4
#endif
#ifndef SECBIT_NO_SETUID_FIXUP_LOCKED
#define SECBIT_NO_SETUID_FIXUP_LOCKED 0x8
#endif
#ifndef SECBIT_KEEP_CAPS
#define SECBIT_KEEP_CAPS 0x10
#endif
#ifndef SECBIT_KEEP_CAPS_LOCKED
#define SECBIT_KEEP_CAPS_LOCKED 0x20
#endif
#ifndef SECBIT_NO_CAP_AMBIENT_RAISE
#define SECBIT_NO_CAP_AMBIENT_RAISE 0x40
#endif
#ifndef SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED
#define SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED 0x80
#endif
#ifndef SECBIT_EXEC_RESTRICT_FILE
#define SECBIT_EXEC_RESTRICT_FILE 0x100
#endif
#ifndef SECBIT_EXEC_RESTRICT_FILE_LOCKED
#define SECBIT_EXEC_RESTRICT_FILE_LOCKED 0x200
#endif
#ifndef SECBIT_EXEC_DENY_INTERACTIVE
#define SECBIT_EXEC_DENY_INTERACTIVE 0x400
#endif
#ifndef SECBIT_EXEC_DENY_INTERACTIVE_LOCKED
#define SECBIT_EXEC_DENY_INTERACTIVE_LOCKED 0x800
#endif
#ifndef SECCOMP_MODE_DISABLED
#define SECCOMP_MODE_DISABLED 0
#endif
#ifndef SECCOMP_RET_KILL
#define SECCOMP_RET_KILL 0x00000000U
#endif
#ifndef SECCOMP_RET_KILL_THREAD
#define SECCOMP_RET_KILL_THREAD 0x00000000U
#endif
#ifndef SECCOMP_SET_MODE_STRICT
#define SECCOMP_SET_MODE_STRICT 0
#endif
#ifndef SECCOMP_ADDFD_FLAG_SETFD
#define SECCOMP_ADDFD_FLAG_SETFD 0x1UL
#endif
#ifndef SECCOMP_FILTER_FLAG_TSYNC
#define SECCOMP_FILTER_FLAG_TSYNC 0x1UL
#endif
#ifndef SECCOMP_MODE_STRICT
#define SECCOMP_MODE_STRICT 1
#endif
#ifndef SECCOMP_SET_MODE_FILTER
#define SECCOMP_SET_MODE_FILTER 1
#endif
#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP 0x1UL
#endif
#ifndef SECCOMP_USER_NOTIF_FLAG_CONTINUE
#define SECCOMP_USER_NOTIF_FLAG_CONTINUE 0x1UL
#endif
#ifndef SECCOMP_ADDFD_FLAG_SEND
#define SECCOMP_ADDFD_FLAG_SEND 0x2UL
#endif
#ifndef SECCOMP_FILTER_FLAG_LOG
#define SECCOMP_FILTER_FLAG_LOG 0x2UL
#endif
#ifndef SECCOMP_GET_ACTION_AVAIL
#define SECCOMP_GET_ACTION_AVAIL 2
#endif
#ifndef SECCOMP_MODE_FILTER
#define SECCOMP_MODE_FILTER 2
#endif
#ifndef SECCOMP_GET_NOTIF_SIZES
#define SECCOMP_GET_NOTIF_SIZES 3
#endif
#ifndef SECCOMP_FILTER_FLAG_SPEC_ALLOW
#define SECCOMP_FILTER_FLAG_SPEC_ALLOW 0x4UL
#endif
#ifndef SECCOMP_FILTER_FLAG_NEW_LISTENER
#define SECCOMP_FILTER_FLAG_NEW_LISTENER 0x8UL
#endif
#ifndef SECCOMP_FILTER_FLAG_TSYNC_ESRCH
#define SECCOMP_FILTER_FLAG_TSYNC_ESRCH 0x10UL
#endif
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV 0x20UL
#endif
#ifndef SECCOMP_RET_DATA
#define SECCOMP_RET_DATA 0x0000ffffU
#endif
#ifndef SECCOMP_RET_TRAP
#define SECCOMP_RET_TRAP 0x00030000U
#endif
#ifndef SECCOMP_RET_ERRNO
#define SECCOMP_RET_ERRNO 0x00050000U
#endif
#ifndef SECCOMP_RET_USER_NOTIF
#define SECCOMP_RET_USER_NOTIF 0x7fc00000U
#endif
#ifndef SECCOMP_RET_TRACE
#define SECCOMP_RET_TRACE 0x7ff00000U
#endif
#ifndef SECCOMP_RET_LOG
#define SECCOMP_RET_LOG 0x7ffc0000U
#endif
#ifndef SECCOMP_RET_ACTION
#define SECCOMP_RET_ACTION 0x7fff0000U
#endif
#ifndef SECCOMP_RET_ALLOW
#define SECCOMP_RET_ALLOW 0x7fff0000U
#endif
#ifndef SECCOMP_RET_KILL_PROCESS
#define SECCOMP_RET_KILL_PROCESS 0x80000000U
#endif
#ifndef SECCOMP_RET_ACTION_FULL
#define SECCOMP_RET_ACTION_FULL 0xffff0000U
#endif
#ifndef LANDLOCK_ACCESS_FS_EXECUTE
#define LANDLOCK_ACCESS_FS_EXECUTE 0x1ULL
#endif
#ifndef LANDLOCK_ACCESS_NET_BIND_TCP
#define LANDLOCK_ACCESS_NET_BIND_TCP 0x1ULL
#endif
#ifndef LANDLOCK_ADD_RULE_QUIET
#define LANDLOCK_ADD_RULE_QUIET 0x1U
#endif
#ifndef LANDLOCK_CREATE_RULESET_VERSION
#define LANDLOCK_CREATE_RULESET_VERSION 0x1U
#endif
#ifndef LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF
#define LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF 0x1U
#endif
#ifndef LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
#define LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET 0x1ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_WRITE_FILE
#define LANDLOCK_ACCESS_FS_WRITE_FILE 0x2ULL
#endif
#ifndef LANDLOCK_ACCESS_NET_CONNECT_TCP
#define LANDLOCK_ACCESS_NET_CONNECT_TCP 0x2ULL
#endif
#ifndef LANDLOCK_CREATE_RULESET_ERRATA
#define LANDLOCK_CREATE_RULESET_ERRATA 0x2U
#endif
#ifndef LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON
#define LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON 0x2U
#endif
#ifndef LANDLOCK_SCOPE_SIGNAL
#define LANDLOCK_SCOPE_SIGNAL 0x2ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_READ_FILE
#define LANDLOCK_ACCESS_FS_READ_FILE 0x4ULL
#endif
#ifndef LANDLOCK_ACCESS_NET_BIND_UDP
#define LANDLOCK_ACCESS_NET_BIND_UDP 0x4ULL
#endif
#ifndef LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF
#define LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF 0x4U
#endif
#ifndef LANDLOCK_ACCESS_FS_READ_DIR
#define LANDLOCK_ACCESS_FS_READ_DIR 0x8ULL
#endif
#ifndef LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP
#define LANDLOCK_ACCESS_NET_CONNECT_SEND_UDP 0x8ULL
#endif
#ifndef LANDLOCK_RESTRICT_SELF_TSYNC
#define LANDLOCK_RESTRICT_SELF_TSYNC 0x8U
#endif
#ifndef LANDLOCK_ACCESS_FS_REMOVE_DIR
#define LANDLOCK_ACCESS_FS_REMOVE_DIR 0x10ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_REMOVE_FILE
#define LANDLOCK_ACCESS_FS_REMOVE_FILE 0x20ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_MAKE_CHAR
#define LANDLOCK_ACCESS_FS_MAKE_CHAR 0x40ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_MAKE_DIR
#define LANDLOCK_ACCESS_FS_MAKE_DIR 0x80ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_MAKE_REG
#define LANDLOCK_ACCESS_FS_MAKE_REG 0x100ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_MAKE_SOCK
#define LANDLOCK_ACCESS_FS_MAKE_SOCK 0x200ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_MAKE_FIFO
#define LANDLOCK_ACCESS_FS_MAKE_FIFO 0x400ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_MAKE_BLOCK
#define LANDLOCK_ACCESS_FS_MAKE_BLOCK 0x800ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_MAKE_SYM
#define LANDLOCK_ACCESS_FS_MAKE_SYM 0x1000ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER 0x2000ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE 0x4000ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV 0x8000ULL
#endif
#ifndef LANDLOCK_ACCESS_FS_RESOLVE_UNIX
#define LANDLOCK_ACCESS_FS_RESOLVE_UNIX 0x10000ULL
#endif

/* audit: linux/audit.h */

#ifndef AUDIT_ARCH_SPARC
#define AUDIT_ARCH_SPARC 2
#endif
#ifndef AUDIT_ARCH_M68K
#define AUDIT_ARCH_M68K 4
#endif
#ifndef AUDIT_ARCH_MIPS
#define AUDIT_ARCH_MIPS 8
#endif
#ifndef AUDIT_ARCH_PARISC
#define AUDIT_ARCH_PARISC 15
#endif
#ifndef AUDIT_ARCH_PPC
#define AUDIT_ARCH_PPC 20
#endif
#ifndef AUDIT_ARCH_S390
#define AUDIT_ARCH_S390 22
#endif
#ifndef AUDIT_ARCH_ARMEB
#define AUDIT_ARCH_ARMEB 40
#endif
#ifndef AUDIT_ARCH_SH
#define AUDIT_ARCH_SH 42
#endif
#ifndef AUDIT_ARCH_H8300
#define AUDIT_ARCH_H8300 46
#endif
#ifndef AUDIT_ARCH_M32R
#define AUDIT_ARCH_M32R 88
#endif
#ifndef AUDIT_ARCH_OPENRISC
#define AUDIT_ARCH_OPENRISC 92
#endif
#ifndef AUDIT_ARCH_ARCOMPACTBE
#define AUDIT_ARCH_ARCOMPACTBE 93
#endif
#ifndef AUDIT_ARCH_XTENSA
#define AUDIT_ARCH_XTENSA 94
#endif
#ifndef AUDIT_ARCH_C6XBE
#define AUDIT_ARCH_C6XBE 140
#endif
#ifndef AUDIT_ARCH_HEXAGON
#define AUDIT_ARCH_HEXAGON 164
#endif
#ifndef AUDIT_ARCH_NDS32BE
#define AUDIT_ARCH_NDS32BE 167
#endif
#ifndef AUDIT_ARCH_MICROBLAZE
#define AUDIT_ARCH_MICROBLAZE 189
#endif
#ifndef AUDIT_ARCH_ARCV2BE
#define AUDIT_ARCH_ARCV2BE 195
#endif
#ifndef AUDIT_ARCH_FRV
#define AUDIT_ARCH_FRV 0x5441
#endif
#ifndef AUDIT_ARCH_I386
#define AUDIT_ARCH_I386 0x40000003
#endif
#ifndef AUDIT_ARCH_MIPSEL
#define AUDIT_ARCH_MIPSEL 0x40000008
#endif
#ifndef AUDIT_ARCH_ARM
#define AUDIT_ARCH_ARM 0x40000028
#endif
#ifndef AUDIT_ARCH_SHEL
#define AUDIT_ARCH_SHEL 0x4000002a
#endif
#ifndef AUDIT_ARCH_CRIS
#define AUDIT_ARCH_CRIS 0x4000004c
#endif
#ifndef AUDIT_ARCH_ARCOMPACT
#define AUDIT_ARCH_ARCOMPACT 0x4000005d
#endif
#ifndef AUDIT_ARCH_UNICORE
#define AUDIT_ARCH_UNICORE 0x4000006e
#endif
#ifndef AUDIT_ARCH_NIOS2
#define AUDIT_ARCH_NIOS2 0x40000071
#endif
#ifndef AUDIT_ARCH_C6X
#define AUDIT_ARCH_C6X 0x4000008c
#endif
#ifndef AUDIT_ARCH_NDS32
#define AUDIT_ARCH_NDS32 0x400000a7
#endif
#ifndef AUDIT_ARCH_TILEPRO
#define AUDIT_ARCH_TILEPRO 0x400000bc
#endif
#ifndef AUDIT_ARCH_TILEGX32
#define AUDIT_ARCH_TILEGX32 0x400000bf
#endif
#ifndef AUDIT_ARCH_ARCV2
#define AUDIT_ARCH_ARCV2 0x400000c3
#endif
#ifndef AUDIT_ARCH_RISCV32
#define AUDIT_ARCH_RISCV32 0x400000f3
#endif
#ifndef AUDIT_ARCH_CSKY
#define AUDIT_ARCH_CSKY 0x400000fc
#endif
#ifndef AUDIT_ARCH_LOONGARCH32
#define AUDIT_ARCH_LOONGARCH32 0x40000102
#endif
#ifndef AUDIT_ARCH_MIPS64
#define AUDIT_ARCH_MIPS64 0x80000008U
#endif
#ifndef AUDIT_ARCH_PARISC64
#define AUDIT_ARCH_PARISC64 0x8000000fU
#endif
#ifndef AUDIT_ARCH_PPC64
#define AUDIT_ARCH_PPC64 0x80000015U
#endif
#ifndef AUDIT_ARCH_S390X
#define AUDIT_ARCH_S390X 0x80000016U
#endif
#ifndef AUDIT_ARCH_SH64
#define AUDIT_ARCH_SH64 0x8000002aU
#endif
#ifndef AUDIT_ARCH_SPARC64
#define AUDIT_ARCH_SPARC64 0x8000002bU
#endif
#ifndef AUDIT_ARCH_MIPS64N32
#define AUDIT_ARCH_MIPS64N32 0xa0000008U
#endif
#ifndef AUDIT_ARCH_MIPSEL64
#define AUDIT_ARCH_MIPSEL64 0xc0000008U
#endif
#ifndef AUDIT_ARCH_PPC64LE
#define AUDIT_ARCH_PPC64LE 0xc0000015U
#endif
#ifndef AUDIT_ARCH_SHEL64
#define AUDIT_ARCH_SHEL64 0xc000002aU
#endif
#ifndef AUDIT_ARCH_IA64
#define AUDIT_ARCH_IA64 0xc0000032U
#endif
#ifndef AUDIT_ARCH_X86_64
#define AUDIT_ARCH_X86_64 0xc000003eU
#endif
#ifndef AUDIT_ARCH_AARCH64
#define AUDIT_ARCH_AARCH64 0xc00000b7U
#endif
#ifndef AUDIT_ARCH_TILEGX
#define AUDIT_ARCH_TILEGX 0xc00000bfU
#endif
#ifndef AUDIT_ARCH_RISCV64
#define AUDIT_ARCH_RISCV64 0xc00000f3U
#endif
#ifndef AUDIT_ARCH_LOONGARCH64
#define AUDIT_ARCH_LOONGARCH64 0xc0000102U
#endif
#ifndef AUDIT_ARCH_ALPHA
#define AUDIT_ARCH_ALPHA 0xc0009026U
#endif
#ifndef AUDIT_ARCH_MIPSEL64N32
#define AUDIT_ARCH_MIPSEL64N32 0xe0000008U
#endif

/* futex: linux/futex.h */

#ifndef FUTEX_OP_CMP_EQ
#define FUTEX_OP_CMP_EQ 0
#endif
#ifndef FUTEX_OP_SET
#define FUTEX_OP_SET 0
#endif
#ifndef FUTEX_WAIT
#define FUTEX_WAIT 0
#endif
#ifndef FUTEX_OP_ADD
#define FUTEX_OP_ADD 1
#endif
#ifndef FUTEX_OP_CMP_NE
#define FUTEX_OP_CMP_NE 1
#endif
#ifndef FUTEX_ROBUST_MOD_MASK
#define FUTEX_ROBUST_MOD_MASK 0x1UL
#endif
#ifndef FUTEX_ROBUST_MOD_PI
#define FUTEX_ROBUST_MOD_PI 0x1UL
#endif
#ifndef FUTEX_WAKE
#define FUTEX_WAKE 1
#endif
#ifndef FUTEX_32
#define FUTEX_32 0x02
#endif
#ifndef FUTEX_FD
#define FUTEX_FD 2
#endif
#ifndef FUTEX_OP_CMP_LT
#define FUTEX_OP_CMP_LT 2
#endif
#ifndef FUTEX_OP_OR
#define FUTEX_OP_OR 2
#endif
#ifndef FUTEX_OP_ANDN
#define FUTEX_OP_ANDN 3
#endif
#ifndef FUTEX_OP_CMP_LE
#define FUTEX_OP_CMP_LE 3
#endif
#ifndef FUTEX_REQUEUE
#define FUTEX_REQUEUE 3
#endif
#ifndef FUTEX_CMP_REQUEUE
#define FUTEX_CMP_REQUEUE 4
#endif
#ifndef FUTEX_OP_CMP_GT
#define FUTEX_OP_CMP_GT 4
#endif
#ifndef FUTEX_OP_XOR
#define FUTEX_OP_XOR 4
#endif
#ifndef FUTEX_OP_CMP_GE
#define FUTEX_OP_CMP_GE 5
#endif
#ifndef FUTEX_WAKE_OP
#define FUTEX_WAKE_OP 5
#endif
#ifndef FUTEX_LOCK_PI
#define FUTEX_LOCK_PI 6
#endif
#ifndef FUTEX_UNLOCK_PI
#define FUTEX_UNLOCK_PI 7
#endif
#ifndef FUTEX_OP_OPARG_SHIFT
#define FUTEX_OP_OPARG_SHIFT 8
#endif
#ifndef FUTEX_TRYLOCK_PI
#define FUTEX_TRYLOCK_PI 8
#endif
#ifndef FUTEX_WAIT_BITSET
#define FUTEX_WAIT_BITSET 9
#endif
#ifndef FUTEX_WAKE_BITSET
#define FUTEX_WAKE_BITSET 10
#endif
#ifndef FUTEX_WAIT_REQUEUE_PI
#define FUTEX_WAIT_REQUEUE_PI 11
#endif
#ifndef FUTEX_CMP_REQUEUE_PI
#define FUTEX_CMP_REQUEUE_PI 12
#endif
#ifndef FUTEX_LOCK_PI2
#define FUTEX_LOCK_PI2 13
#endif
#ifndef FUTEX_PRIVATE_FLAG
#define FUTEX_PRIVATE_FLAG 128
#endif
#ifndef FUTEX_WAITV_MAX
#define FUTEX_WAITV_MAX 128
#endif
#ifndef FUTEX_WAIT_PRIVATE
#define FUTEX_WAIT_PRIVATE 0x80
#endif
#ifndef FUTEX_WAKE_PRIVATE
#define FUTEX_WAKE_PRIVATE 0x81
#endif
#ifndef FUTEX_REQUEUE_PRIVATE
#define FUTEX_REQUEUE_PRIVATE 0x83
#endif
#ifndef FUTEX_CMP_REQUEUE_PRIVATE
#define FUTEX_CMP_REQUEUE_PRIVATE 0x84
#endif
#ifndef FUTEX_WAKE_OP_PRIVATE
#define FUTEX_WAKE_OP_PRIVATE 0x85
#endif
#ifndef FUTEX_LOCK_PI_PRIVATE
#define FUTEX_LOCK_PI_PRIVATE 0x86
#endif
#ifndef FUTEX_UNLOCK_PI_PRIVATE
#define FUTEX_UNLOCK_PI_PRIVATE 0x87
#endif
#ifndef FUTEX_TRYLOCK_PI_PRIVATE
#define FUTEX_TRYLOCK_PI_PRIVATE 0x88
#endif
#ifndef FUTEX_WAIT_BITSET_PRIVATE
#define FUTEX_WAIT_BITSET_PRIVATE 0x89
#endif
#ifndef FUTEX_WAKE_BITSET_PRIVATE
#define FUTEX_WAKE_BITSET_PRIVATE 0x8a
#endif
#ifndef FUTEX_WAIT_REQUEUE_PI_PRIVATE
#define FUTEX_WAIT_REQUEUE_PI_PRIVATE 0x8b
#endif
#ifndef FUTEX_CMP_REQUEUE_PI_PRIVATE
#define FUTEX_CMP_REQUEUE_PI_PRIVATE 0x8c
#endif
#ifndef FUTEX_LOCK_PI2_PRIVATE
#define FUTEX_LOCK_PI2_PRIVATE 0x8d
#endif
#ifndef FUTEX_CLOCK_REALTIME
#define FUTEX_CLOCK_REALTIME 256
#endif
#ifndef FUTEX_ROBUST_UNLOCK
#define FUTEX_ROBUST_UNLOCK 512
#endif
#ifndef FUTEX_UNLOCK_WAKE_LIST64
#define FUTEX_UNLOCK_WAKE_LIST64 0x201
#endif
#ifndef FUTEX_UNLOCK_PI_LIST64
#define FUTEX_UNLOCK_PI_LIST64 0x207
#endif
#ifndef FUTEX_UNLOCK_BITSET_LIST64
#define FUTEX_UNLOCK_BITSET_LIST64 0x20a
#endif
#ifndef FUTEX_UNLOCK_WAKE_LIST64_PRIVATE
#define FUTEX_UNLOCK_WAKE_LIST64_PRIVATE 0x281
#endif
#ifndef FUTEX_UNLOCK_PI_LIST64_PRIVATE
#define FUTEX_UNLOCK_PI_LIST64_PRIVATE 0x287
#endif
#ifndef FUTEX_UNLOCK_BITSET_LIST64_PRIVATE
#define FUTEX_UNLOCK_BITSET_LIST64_PRIVATE 0x28a
#endif
#ifndef FUTEX_ROBUST_LIST32
#define FUTEX_ROBUST_LIST32 1024
#endif
#ifndef FUTEX_UNLOCK_WAKE_LIST32
#define FUTEX_UNLOCK_WAKE_LIST32 0x601
#endif
#ifndef FUTEX_UNLOCK_PI_LIST32
#define FUTEX_UNLOCK_PI_LIST32 0x607
#endif
#ifndef FUTEX_UNLOCK_BITSET_LIST32
#define FUTEX_UNLOCK_BITSET_LIST32 0x60a
#endif
#ifndef FUTEX_UNLOCK_WAKE_LIST32_PRIVATE
#define FUTEX_UNLOCK_WAKE_LIST32_PRIVATE 0x681
#endif
#ifndef FUTEX_UNLOCK_PI_LIST32_PRIVATE
#define FUTEX_UNLOCK_PI_LIST32_PRIVATE 0x687
#endif
#ifndef FUTEX_UNLOCK_BITSET_LIST32_PRIVATE
#define FUTEX_UNLOCK_BITSET_LIST32_PRIVATE 0x68a
#endif
#ifndef FUTEX_TID_MASK
#define FUTEX_TID_MASK 0x3fffffff
#endif
#ifndef FUTEX_OWNER_DIED
#define FUTEX_OWNER_DIED 0x40000000
#endif
#ifndef FUTEX_WAITERS
#define FUTEX_WAITERS 0x80000000
#endif
#ifndef FUTEX_BITSET_MATCH_ANY
#define FUTEX_BITSET_MATCH_ANY 0xffffffff
#endif
#ifndef FUTEX_NO_NODE
#define FUTEX_NO_NODE (-1)
#endif

/* System V IPC: linux/ipc.h, linux/sem.h, linux/shm.h */

#ifndef IPC_OLD
#define IPC_OLD 0
#endif
#ifndef IPC_PRIVATE
#define IPC_PRIVATE 0
#endif
#ifndef IPC_RMID
#define IPC_RMID 0
#endif
#ifndef IPC_SET
#define IPC_SET 1
#endif
#ifndef IPC_STAT
#define IPC_STAT 2
#endif
#ifndef IPC_INFO
#define IPC_INFO 3
#endif
#ifndef IPC_64
#define IPC_64 0x0100
#endif
#ifndef IPC_CREAT
#define IPC_CREAT 00001000
#endif
#ifndef IPC_EXCL
#define IPC_EXCL 00002000
#endif
#ifndef IPC_NOWAIT
#define IPC_NOWAIT 00004000
#endif
#ifndef IPC_DIPC
#define IPC_DIPC 00010000
#endif
#ifndef IPC_OWN
#define IPC_OWN 00020000
#endif
#ifndef GETPID
#define GETPID 11
#endif
#ifndef GETVAL
#define GETVAL 12
#endif
#ifndef GETALL
#define GETALL 13
#endif
#ifndef GETNCNT
#define GETNCNT 14
#endif
#ifndef GETZCNT
#define GETZCNT 15
#endif
#ifndef SETVAL
#define SETVAL 16
#endif
#ifndef SETALL
#define SETALL 17
#endif
#ifndef SEM_STAT
#define SEM_STAT 18
#endif
#ifndef SEM_INFO
#define SEM_INFO 19
#endif
#ifndef SEM_STAT_ANY
#define SEM_STAT_ANY 20
#endif
#ifndef SEM_UNDO
#define SEM_UNDO 0x1000
#endif
#ifndef SHM_LOCK
#define SHM_LOCK 11
#endif
#ifndef SHM_UNLOCK
#define SHM_UNLOCK 12
#endif
#ifndef SHM_STAT
#define SHM_STAT 13
#endif
#ifndef SHM_INFO
#define SHM_INFO 14
#endif
#ifndef SHM_STAT_ANY
#define SHM_STAT_ANY 15
#endif
#ifndef SHM_HUGE_SHIFT
#define SHM_HUGE_SHIFT 26
#endif
#ifndef SHM_HUGE_MASK
#define SHM_HUGE_MASK 0x3f
#endif
#ifndef SHM_W
#define SHM_W 0200
#endif
#ifndef SHM_R
#define SHM_R 0400
#endif
#ifndef SHM_HUGETLB
#define SHM_HUGETLB 04000
#endif
#ifndef SHM_NORESERVE
#define SHM_NORESERVE 010000
#endif
#ifndef SHM_RDONLY
#define SHM_RDONLY 010000
#endif
#ifndef SHM_RND
#define SHM_RND 020000
#endif
#ifndef SHM_REMAP
#define SHM_REMAP 040000
#endif
#ifndef SHM_EXEC
#define SHM_EXEC 0100000
#endif
#ifndef SHM_HUGE_64KB
#define SHM_HUGE_64KB 0x40000000U
#endif
#ifndef SHM_HUGE_512KB
#define SHM_HUGE_512KB 0x4c000000U
#endif
#ifndef SHM_HUGE_1MB
#define SHM_HUGE_1MB 0x50000000U
#endif
#ifndef SHM_HUGE_2MB
#define SHM_HUGE_2MB 0x54000000U
#endif
#ifndef SHM_HUGE_8MB
#define SHM_HUGE_8MB 0x5c000000U
#endif
#ifndef SHM_HUGE_16MB
#define SHM_HUGE_16MB 0x60000000U
#endif
#ifndef SHM_HUGE_32MB
#define SHM_HUGE_32MB 0x64000000U
#endif
#ifndef SHM_HUGE_256MB
#define SHM_HUGE_256MB 0x70000000U
#endif
#ifndef SHM_HUGE_512MB
#define SHM_HUGE_512MB 0x74000000U
#endif
#ifndef SHM_HUGE_1GB
#define SHM_HUGE_1GB 0x78000000U
#endif
#ifndef SHM_HUGE_2GB
#define SHM_HUGE_2GB 0x7c000000U
#endif
#ifndef SHM_HUGE_16GB
#define SHM_HUGE_16GB 0x88000000U
#endif

/* quotas: linux/quota.h, linux/dqblk_xfs.h */

#ifndef USRQUOTA
#define USRQUOTA 0
#endif
#ifndef GRPQUOTA
#define GRPQUOTA 1
#endif
#ifndef PRJQUOTA
#define PRJQUOTA 2
#endif
#ifndef Q_XQUOTAON
#define Q_XQUOTAON 0x5801
#endif
#ifndef Q_XQUOTAOFF
#define Q_XQUOTAOFF 0x5802
#endif
#ifndef Q_XGETQUOTA
#define Q_XGETQUOTA 0x5803
#endif
#ifndef Q_XSETQLIM
#define Q_XSETQLIM 0x5804
#endif
#ifndef Q_XGETQSTAT
#define Q_XGETQSTAT 0x5805
#endif
#ifndef Q_XQUOTARM
#define Q_XQUOTARM 0x5806
#endif
#ifndef Q_XQUOTASYNC
#define Q_XQUOTASYNC 0x5807
#endif
#ifndef Q_XGETQSTATV
#define Q_XGETQSTATV 0x5808
#endif
#ifndef Q_XGETNEXTQUOTA
#define Q_XGETNEXTQUOTA 0x5809
#endif
#ifndef Q_SYNC
#define Q_SYNC 0x800001
#endif
#ifndef Q_QUOTAON
#define Q_QUOTAON 0x800002
#endif
#ifndef Q_QUOTAOFF
#define Q_QUOTAOFF 0x800003
#endif
#ifndef Q_GETFMT
#define Q_GETFMT 0x800004
#endif
#ifndef Q_GETINFO
#define Q_GETINFO 0x800005
#endif
#ifndef Q_SETINFO
#define Q_SETINFO 0x800006
#endif
#ifndef Q_GETQUOTA
#define Q_GETQUOTA 0x800007
#endif
#ifndef Q_SETQUOTA
#define Q_SETQUOTA 0x800008
#endif
#ifndef Q_GETNEXTQUOTA
#define Q_GETNEXTQUOTA 0x800009
#endif
#ifndef QFMT_VFS_OLD
#define QFMT_VFS_OLD 1
#endif
#ifndef QFMT_VFS_V0
#define QFMT_VFS_V0 2
#endif
#ifndef QFMT_OCFS2
#define QFMT_OCFS2 3
#endif
#ifndef QFMT_VFS_V1
#define QFMT_VFS_V1 4
#endif
#ifndef QFMT_SHMEM
#define QFMT_SHMEM 5
#endif

/* io_uring: linux/io_uring.h */

#ifndef IORING_OFF_SQ_RING
#define IORING_OFF_SQ_RING 0ULL
#endif
#ifndef IORING_ACCEPT_MULTISHOT
#define IORING_ACCEPT_MULTISHOT 0x1U
#endif
#ifndef IORING_ASYNC_CANCEL_ALL
#define IORING_ASYNC_CANCEL_ALL 0x1U
#endif
#ifndef IORING_CQE_F_BUFFER
#define IORING_CQE_F_BUFFER 0x1U
#endif
#ifndef IORING_CQ_EVENTFD_DISABLED
#define IORING_CQ_EVENTFD_DISABLED 0x1U
#endif
#ifndef IORING_ENTER_GETEVENTS
#define IORING_ENTER_GETEVENTS 0x1U
#endif
#ifndef IORING_FEAT_SINGLE_MMAP
#define IORING_FEAT_SINGLE_MMAP 0x1U
#endif
#ifndef IORING_FIXED_FD_NO_CLOEXEC
#define IORING_FIXED_FD_NO_CLOEXEC 0x1U
#endif
#ifndef IORING_FSYNC_DATASYNC
#define IORING_FSYNC_DATASYNC 0x1U
#endif
#ifndef IORING_MSG_RING_CQE_SKIP
#define IORING_MSG_RING_CQE_SKIP 0x1U
#endif
#ifndef IORING_NOP_INJECT_RESULT
#define IORING_NOP_INJECT_RESULT 0x1U
#endif
#ifndef IORING_POLL_ADD_MULTI
#define IORING_POLL_ADD_MULTI 0x1U
#endif
#ifndef IORING_RECVSEND_POLL_FIRST
#define IORING_RECVSEND_POLL_FIRST 0x1U
#endif
#ifndef IORING_RSRC_REGISTER_SPARSE
#define IORING_RSRC_REGISTER_SPARSE 0x1U
#endif
#ifndef IORING_RW_ATTR_FLAG_PI
#define IORING_RW_ATTR_FLAG_PI 0x1U
#endif
#ifndef IORING_SETUP_IOPOLL
#define IORING_SETUP_IOPOLL 0x1U
#endif
#ifndef IORING_SQ_NEED_WAKEUP
#define IORING_SQ_NEED_WAKEUP 0x1U
#endif
#ifndef IORING_TIMEOUT_ABS
#define IORING_TIMEOUT_ABS 0x1U
#endif
#ifndef IORING_URING_CMD_FIXED
#define IORING_URING_CMD_FIXED 0x1U
#endif
#ifndef IORING_ACCEPT_DONTWAIT
#define IORING_ACCEPT_DONTWAIT 0x2U
#endif
#ifndef IORING_ASYNC_CANCEL_FD
#define IORING_ASYNC_CANCEL_FD 0x2U
#endif
#ifndef IORING_CQE_F_MORE
#define IORING_CQE_F_MORE 0x2U
#endif
#ifndef IORING_ENTER_SQ_WAKEUP
#define IORING_ENTER_SQ_WAKEUP 0x2U
#endif
#ifndef IORING_FEAT_NODROP
#define IORING_FEAT_NODROP 0x2U
#endif
#ifndef IORING_MSG_RING_FLAGS_PASS
#define IORING_MSG_RING_FLAGS_PASS 0x2U
#endif
#ifndef IORING_NOP_FILE
#define IORING_NOP_FILE 0x2U
#endif
#ifndef IORING_POLL_UPDATE_EVENTS
#define IORING_POLL_UPDATE_EVENTS 0x2U
#endif
#ifndef IORING_RECV_MULTISHOT
#define IORING_RECV_MULTISHOT 0x2U
#endif
#ifndef IORING_SETUP_SQPOLL
#define IORING_SETUP_SQPOLL 0x2U
#endif
#ifndef IORING_SQ_CQ_OVERFLOW
#define IORING_SQ_CQ_OVERFLOW 0x2U
#endif
#ifndef IORING_TIMEOUT_UPDATE
#define IORING_TIMEOUT_UPDATE 0x2U
#endif
#ifndef IORING_URING_CMD_MULTISHOT
#define IORING_URING_CMD_MULTISHOT 0x2U
#endif
#ifndef IORING_ACCEPT_POLL_FIRST
#define IORING_ACCEPT_POLL_FIRST 0x4U
#endif
#ifndef IORING_ASYNC_CANCEL_ANY
#define IORING_ASYNC_CANCEL_ANY 0x4U
#endif
#ifndef IORING_CQE_F_SOCK_NONEMPTY
#define IORING_CQE_F_SOCK_NONEMPTY 0x4U
#endif
#ifndef IORING_ENTER_SQ_WAIT
#define IORING_ENTER_SQ_WAIT 0x4U
#endif
#ifndef IORING_FEAT_SUBMIT_STABLE
#define IORING_FEAT_SUBMIT_STABLE 0x4U
#endif
#ifndef IORING_NOP_FIXED_FILE
#define IORING_NOP_FIXED_FILE 0x4U
#endif
#ifndef IORING_POLL_UPDATE_USER_DATA
#define IORING_POLL_UPDATE_USER_DATA 0x4U
#endif
#ifndef IORING_RECVSEND_FIXED_BUF
#define IORING_RECVSEND_FIXED_BUF 0x4U
#endif
#ifndef IORING_SETUP_SQ_AFF
#define IORING_SETUP_SQ_AFF 0x4U
#endif
#ifndef IORING_SQ_TASKRUN
#define IORING_SQ_TASKRUN 0x4U
#endif
#ifndef IORING_TIMEOUT_BOOTTIME
#define IORING_TIMEOUT_BOOTTIME 0x4U
#endif
#ifndef IORING_ASYNC_CANCEL_FD_FIXED
#define IORING_ASYNC_CANCEL_FD_FIXED 0x8U
#endif
#ifndef IORING_CQE_F_NOTIF
#define IORING_CQE_F_NOTIF 0x8U
#endif
#ifndef IORING_ENTER_EXT_ARG
#define IORING_ENTER_EXT_ARG 0x8U
#endif
#ifndef IORING_FEAT_RW_CUR_POS
#define IORING_FEAT_RW_CUR_POS 0x8U
#endif
#ifndef IORING_NOP_FIXED_BUFFER
#define IORING_NOP_FIXED_BUFFER 0x8U
#endif
#ifndef IORING_POLL_ADD_LEVEL
#define IORING_POLL_ADD_LEVEL 0x8U
#endif
#ifndef IORING_SEND_ZC_REPORT_USAGE
#define IORING_SEND_ZC_REPORT_USAGE 0x8U
#endif
#ifndef IORING_SETUP_CQSIZE
#define IORING_SETUP_CQSIZE 0x8U
#endif
#ifndef IORING_TIMEOUT_REALTIME
#define IORING_TIMEOUT_REALTIME 0x8U
#endif
#ifndef IORING_TIMEOUT_CLOCK_MASK
#define IORING_TIMEOUT_CLOCK_MASK 0xcU
#endif
#ifndef IORING_ASYNC_CANCEL_USERDATA
#define IORING_ASYNC_CANCEL_USERDATA 0x10U
#endif
#ifndef IORING_CQE_BUFFER_SHIFT
#define IORING_CQE_BUFFER_SHIFT 16
#endif
#ifndef IORING_CQE_F_BUF_MORE
#define IORING_CQE_F_BUF_MORE 0x10U
#endif
#ifndef IORING_ENTER_REGISTERED_RING
#define IORING_ENTER_REGISTERED_RING 0x10U
#endif
#ifndef IORING_FEAT_CUR_PERSONALITY
#define IORING_FEAT_CUR_PERSONALITY 0x10U
#endif
#ifndef IORING_LINK_TIMEOUT_UPDATE
#define IORING_LINK_TIMEOUT_UPDATE 0x10U
#endif
#ifndef IORING_NOP_TW
#define IORING_NOP_TW 0x10U
#endif
#ifndef IORING_OFF_PBUF_SHIFT
#define IORING_OFF_PBUF_SHIFT 16
#endif
#ifndef IORING_RECVSEND_BUNDLE
#define IORING_RECVSEND_BUNDLE 0x10U
#endif
#ifndef IORING_SETUP_CLAMP
#define IORING_SETUP_CLAMP 0x10U
#endif
#ifndef IORING_TIMESTAMP_HW_SHIFT
#define IORING_TIMESTAMP_HW_SHIFT 16
#endif
#ifndef IORING_TIMESTAMP_TYPE_SHIFT
#define IORING_TIMESTAMP_TYPE_SHIFT 17
#endif
#ifndef IORING_TIMEOUT_UPDATE_MASK
#define IORING_TIMEOUT_UPDATE_MASK 0x12U
#endif
#ifndef IORING_ASYNC_CANCEL_OP
#define IORING_ASYNC_CANCEL_OP 0x20U
#endif
#ifndef IORING_CQE_F_SKIP
#define IORING_CQE_F_SKIP 0x20U
#endif
#ifndef IORING_ENTER_ABS_TIMER
#define IORING_ENTER_ABS_TIMER 0x20U
#endif
#ifndef IORING_FEAT_FAST_POLL
#define IORING_FEAT_FAST_POLL 0x20U
#endif
#ifndef IORING_NOP_CQE32
#define IORING_NOP_CQE32 0x20U
#endif
#ifndef IORING_SEND_VECTORIZED
#define IORING_SEND_VECTORIZED 0x20U
#endif
#ifndef IORING_SETUP_ATTACH_WQ
#define IORING_SETUP_ATTACH_WQ 0x20U
#endif
#ifndef IORING_TIMEOUT_ETIME_SUCCESS
#define IORING_TIMEOUT_ETIME_SUCCESS 0x20U
#endif
#ifndef IORING_ZCRX_AREA_SHIFT
#define IORING_ZCRX_AREA_SHIFT 48
#endif
#ifndef IORING_ENTER_EXT_ARG_REG
#define IORING_ENTER_EXT_ARG_REG 0x40U
#endif
#ifndef IORING_FEAT_POLL_32BITS
#define IORING_FEAT_POLL_32BITS 0x40U
#endif
#ifndef IORING_SETUP_R_DISABLED
#define IORING_SETUP_R_DISABLED 0x40U
#endif
#ifndef IORING_TIMEOUT_MULTISHOT
#define IORING_TIMEOUT_MULTISHOT 0x40U
#endif
#ifndef IORING_ENTER_NO_IOWAIT
#define IORING_ENTER_NO_IOWAIT 0x80U
#endif
#ifndef IORING_FEAT_SQPOLL_NONFIXED
#define IORING_FEAT_SQPOLL_NONFIXED 0x80U
#endif
#ifndef IORING_SETUP_SUBMIT_ALL
#define IORING_SETUP_SUBMIT_ALL 0x80U
#endif
#ifndef IORING_TIMEOUT_IMMEDIATE_ARG
#define IORING_TIMEOUT_IMMEDIATE_ARG 0x80U
#endif
#ifndef IORING_FEAT_EXT_ARG
#define IORING_FEAT_EXT_ARG 0x100U
#endif
#ifndef IORING_SETUP_COOP_TASKRUN
#define IORING_SETUP_COOP_TASKRUN 0x100U
#endif
#ifndef IORING_FEAT_NATIVE_WORKERS
#define IORING_FEAT_NATIVE_WORKERS 0x200U
#endif
#ifndef IORING_SETUP_TASKRUN_FLAG
#define IORING_SETUP_TASKRUN_FLAG 0x200U
#endif
#ifndef IORING_FEAT_RSRC_TAGS
#define IORING_FEAT_RSRC_TAGS 0x400U
#endif
#ifndef IORING_SETUP_SQE128
#define IORING_SETUP_SQE128 0x400U
#endif
#ifndef IORING_FEAT_CQE_SKIP
#define IORING_FEAT_CQE_SKIP 0x800U
#endif
#ifndef IORING_SETUP_CQE32
#define IORING_SETUP_CQE32 0x800U
#endif
#ifndef IORING_FEAT_LINKED_FILE
#define IORING_FEAT_LINKED_FILE 0x1000U
#endif
#ifndef IORING_SETUP_SINGLE_ISSUER
#define IORING_SETUP_SINGLE_ISSUER 0x1000U
#endif
#ifndef IORING_FEAT_REG_REG_RING
#define IORING_FEAT_REG_REG_RING 0x2000U
#endif
#ifndef IORING_SETUP_DEFER_TASKRUN
#define IORING_SETUP_DEFER_TASKRUN 0x2000U
#endif
#ifndef IORING_FEAT_RECVSEND_BUNDLE
#define IORING_FEAT_RECVSEND_BUNDLE 0x4000U
#endif
#ifndef IORING_SETUP_NO_MMAP
#define IORING_SETUP_NO_MMAP 0x4000U
#endif
#ifndef IORING_CQE_F_32
#define IORING_CQE_F_32 0x8000U
#endif
#ifndef IORING_FEAT_MIN_TIMEOUT
#define IORING_FEAT_MIN_TIMEOUT 0x8000U
#endif
#ifndef IORING_SETUP_REGISTERED_FD_ONLY
#define IORING_SETUP_REGISTERED_FD_ONLY 0x8000U
#endif
#ifndef IORING_CQE_F_TSTAMP_HW
#define IORING_CQE_F_TSTAMP_HW 0x10000U
#endif
#ifndef IORING_FEAT_RW_ATTR
#define IORING_FEAT_RW_ATTR 0x10000U
#endif
#ifndef IORING_SETUP_NO_SQARRAY
#define IORING_SETUP_NO_SQARRAY 0x10000U
#endif
#ifndef IORING_FEAT_NO_IOWAIT
#define IORING_FEAT_NO_IOWAIT 0x20000U
#endif
#ifndef IORING_SETUP_HYBRID_IOPOLL
#define IORING_SETUP_HYBRID_IOPOLL 0x20000U
#endif
#ifndef IORING_SETUP_CQE_MIXED
#define IORING_SETUP_CQE_MIXED 0x40000U
#endif
#ifndef IORING_SETUP_SQE_MIXED
#define IORING_SETUP_SQE_MIXED 0x80000U
#endif
#ifndef IORING_SETUP_SQ_REWIND
#define IORING_SETUP_SQ_REWIND 0x100000U
#endif
#ifndef IORING_OFF_CQ_RING
#define IORING_OFF_CQ_RING 0x8000000ULL
#endif
#ifndef IORING_OFF_SQES
#define IORING_OFF_SQES 0x10000000ULL
#endif
#ifndef IORING_NOTIF_USAGE_ZC_COPIED
#define IORING_NOTIF_USAGE_ZC_COPIED 0x80000000U
#endif
#ifndef IORING_OFF_PBUF_RING
#define IORING_OFF_PBUF_RING 0x80000000ULL
#endif
#ifndef IORING_OFF_MMAP_MASK
#define IORING_OFF_MMAP_MASK 0xf8000000ULL
#endif
#ifndef IORING_FILE_INDEX_ALLOC
#define IORING_FILE_INDEX_ALLOC 0xffffffffU
#endif
#ifndef IORING_ZCRX_AREA_MASK
#define IORING_ZCRX_AREA_MASK 0xffff000000000000ULL
#endif
#ifndef IORING_REGISTER_FILES_SKIP
#define IORING_REGISTER_FILES_SKIP (-2)
#endif
#ifndef IOSQE_FIXED_FILE
#define IOSQE_FIXED_FILE 0x1U
#endif
#ifndef IOSQE_IO_DRAIN
#define IOSQE_IO_DRAIN 0x2U
#endif
#ifndef IOSQE_IO_LINK
#define IOSQE_IO_LINK 0x4U
#endif
#ifndef IOSQE_IO_HARDLINK
#define IOSQE_IO_HARDLINK 0x8U
#endif
#ifndef IOSQE_ASYNC
#define IOSQE_ASYNC 0x10U
#endif
#ifndef IOSQE_BUFFER_SELECT
#define IOSQE_BUFFER_SELECT 0x20U
#endif
#ifndef IOSQE_CQE_SKIP_SUCCESS
#define IOSQE_CQE_SKIP_SUCCESS 0x40U
#endif

/* modules and restart: linux/module.h, linux/kexec.h, linux/reboot.h */

#ifndef MODULE_INIT_IGNORE_MODVERSIONS
#define MODULE_INIT_IGNORE_MODVERSIONS 1
#endif
#ifndef MODULE_INIT_IGNORE_VERMAGIC
#define MODULE_INIT_IGNORE_VERMAGIC 2
#endif
#ifndef MODULE_INIT_COMPRESSED_FILE
#define MODULE_INIT_COMPRESSED_FILE 4
#endif
#ifndef KEXEC_FILE_UNLOAD
#define KEXEC_FILE_UNLOAD 0x00000001
#endif
#ifndef KEXEC_FILE_ON_CRASH
#define KEXEC_FILE_ON_CRASH 0x00000002
#endif
#ifndef KEXEC_FILE_NO_INITRAMFS
#define KEXEC_FILE_NO_INITRAMFS 0x00000004
#endif
#ifndef KEXEC_FILE_DEBUG
#define KEXEC_FILE_DEBUG 0x00000008
#endif
#ifndef KEXEC_FILE_NO_CMA
#define KEXEC_FILE_NO_CMA 0x00000010
#endif
#ifndef KEXEC_FILE_FORCE_DTB
#define KEXEC_FILE_FORCE_DTB 0x00000020
#endif
#ifndef LINUX_REBOOT_CMD_CAD_OFF
#define LINUX_REBOOT_CMD_CAD_OFF 0x00000000
#endif
#ifndef LINUX_REBOOT_CMD_RESTART
#define LINUX_REBOOT_CMD_RESTART 0x01234567
#endif
#ifndef LINUX_REBOOT_MAGIC2A
#define LINUX_REBOOT_MAGIC2A 85072278
#endif
#ifndef LINUX_REBOOT_MAGIC2B
#define LINUX_REBOOT_MAGIC2B 369367448
#endif
#ifndef LINUX_REBOOT_MAGIC2C
#define LINUX_REBOOT_MAGIC2C 537993216
#endif
#ifndef LINUX_REBOOT_MAGIC2
#define LINUX_REBOOT_MAGIC2 672274793
#endif
#ifndef LINUX_REBOOT_CMD_POWER_OFF
#define LINUX_REBOOT_CMD_POWER_OFF 0x4321FEDC
#endif
#ifndef LINUX_REBOOT_CMD_KEXEC
#define LINUX_REBOOT_CMD_KEXEC 0x45584543
#endif
#ifndef LINUX_REBOOT_CMD_CAD_ON
#define LINUX_REBOOT_CMD_CAD_ON 0x89ABCDEF
#endif
#ifndef LINUX_REBOOT_CMD_RESTART2
#define LINUX_REBOOT_CMD_RESTART2 0xA1B2C3D4
#endif
#ifndef LINUX_REBOOT_CMD_HALT
#define LINUX_REBOOT_CMD_HALT 0xCDEF0123
#endif
#ifndef LINUX_REBOOT_CMD_SW_SUSPEND
#define LINUX_REBOOT_CMD_SW_SUSPEND 0xD000FCE2
#endif
#ifndef LINUX_REBOOT_MAGIC1
#define LINUX_REBOOT_MAGIC1 0xfee1dead
#endif

/* address and protocol families: not UAPI, but the same in every kernel above that has it: linux/socket.h */

#ifndef AF_UNSPEC
#define AF_UNSPEC 0
#endif
#ifndef AF_LOCAL
#define AF_LOCAL 1
#endif
#ifndef AF_UNIX
#define AF_UNIX 1
#endif
#ifndef AF_INET
#define AF_INET 2
#endif
#ifndef AF_AX25
#define AF_AX25 3
#endif
#ifndef AF_IPX
#define AF_IPX 4
#endif
#ifndef AF_APPLETALK
#define AF_APPLETALK 5
#endif
#ifndef AF_NETROM
#define AF_NETROM 6
#endif
#ifndef AF_BRIDGE
#define AF_BRIDGE 7
#endif
#ifndef AF_ATMPVC
#define AF_ATMPVC 8
#endif
#ifndef AF_X25
#define AF_X25 9
#endif
#ifndef AF_INET6
#define AF_INET6 10
#endif
#ifndef AF_ROSE
#define AF_ROSE 11
#endif
#ifndef AF_DECnet
#define AF_DECnet 12
#endif
#ifndef AF_NETBEUI
#define AF_NETBEUI 13
#endif
#ifndef AF_SECURITY
#define AF_SECURITY 14
#endif
#ifndef AF_KEY
#define AF_KEY 15
#endif
#ifndef AF_NETLINK
#define AF_NETLINK 16
#endif
#ifndef AF_ROUTE
#define AF_ROUTE 16
#endif
#ifndef AF_PACKET
#define AF_PACKET 17
#endif
#ifndef AF_ASH
#define AF_ASH 18
#endif
#ifndef AF_ECONET
#define AF_ECONET 19
#endif
#ifndef AF_ATMSVC
#define AF_ATMSVC 20
#endif
#ifndef AF_RDS
#define AF_RDS 21
#endif
#ifndef AF_SNA
#define AF_SNA 22
#endif
#ifndef AF_IRDA
#define AF_IRDA 23
#endif
#ifndef AF_PPPOX
#define AF_PPPOX 24
#endif
#ifndef AF_WANPIPE
#define AF_WANPIPE 25
#endif
#ifndef AF_LLC
#define AF_LLC 26
#endif
#ifndef AF_IB
#define AF_IB 27
#endif
#ifndef AF_MPLS
#define AF_MPLS 28
#endif
#ifndef AF_CAN
#define AF_CAN 29
#endif
#ifndef AF_TIPC
#define AF_TIPC 30
#endif
#ifndef AF_BLUETOOTH
#define AF_BLUETOOTH 31
#endif
#ifndef AF_IUCV
#define AF_IUCV 32
#endif
#ifndef AF_RXRPC
#define AF_RXRPC 33
#endif
#ifndef AF_ISDN
#define AF_ISDN 34
#endif
#ifndef AF_PHONET
#define AF_PHONET 35
#endif
#ifndef AF_IEEE802154
#define AF_IEEE802154 36
#endif
#ifndef AF_CAIF
#define AF_CAIF 37
#endif
#ifndef AF_ALG
#define AF_ALG 38
#endif
#ifndef AF_NFC
#define AF_NFC 39
#endif
#ifndef AF_VSOCK
#define AF_VSOCK 40
#endif
#ifndef AF_KCM
#define AF_KCM 41
#endif
#ifndef AF_QIPCRTR
#define AF_QIPCRTR 42
#endif
#ifndef AF_SMC
#define AF_SMC 43
#endif
#ifndef AF_XDP
#define AF_XDP 44
#endif
#ifndef AF_MCTP
#define AF_MCTP 45
#endif
#ifndef PF_UNSPEC
#define PF_UNSPEC 0
#endif
#ifndef PF_LOCAL
#define PF_LOCAL 1
#endif
#ifndef PF_UNIX
#define PF_UNIX 1
#endif
#ifndef PF_INET
#define PF_INET 2
#endif
#ifndef PF_AX25
#define PF_AX25 3
#endif
#ifndef PF_IPX
#define PF_IPX 4
#endif
#ifndef PF_APPLETALK
#define PF_APPLETALK 5
#endif
#ifndef PF_NETROM
#define PF_NETROM 6
#endif
#ifndef PF_BRIDGE
#define PF_BRIDGE 7
#endif
#ifndef PF_ATMPVC
#define PF_ATMPVC 8
#endif
#ifndef PF_X25
#define PF_X25 9
#endif
#ifndef PF_INET6
#define PF_INET6 10
#endif
#ifndef PF_ROSE
#define PF_ROSE 11
#endif
#ifndef PF_DECnet
#define PF_DECnet 12
#endif
#ifndef PF_NETBEUI
#define PF_NETBEUI 13
#endif
#ifndef PF_SECURITY
#define PF_SECURITY 14
#endif
#ifndef PF_KEY
#define PF_KEY 15
#endif
#ifndef PF_NETLINK
#define PF_NETLINK 16
#endif
#ifndef PF_ROUTE
#define PF_ROUTE 16
#endif
#ifndef PF_PACKET
#define PF_PACKET 17
#endif
#ifndef PF_ASH
#define PF_ASH 18
#endif
#ifndef PF_ECONET
#define PF_ECONET 19
#endif
#ifndef PF_ATMSVC
#define PF_ATMSVC 20
#endif
#ifndef PF_RDS
#define PF_RDS 21
#endif
#ifndef PF_SNA
#define PF_SNA 22
#endif
#ifndef PF_IRDA
#define PF_IRDA 23
#endif
#ifndef PF_PPPOX
#define PF_PPPOX 24
#endif
#ifndef PF_WANPIPE
#define PF_WANPIPE 25
#endif
#ifndef PF_LLC
#define PF_LLC 26
#endif
#ifndef PF_IB
#define PF_IB 27
#endif
#ifndef PF_MPLS
#define PF_MPLS 28
#endif
#ifndef PF_CAN
#define PF_CAN 29
#endif
#ifndef PF_TIPC
#define PF_TIPC 30
#endif
#ifndef PF_BLUETOOTH
#define PF_BLUETOOTH 31
#endif
#ifndef PF_IUCV
#define PF_IUCV 32
#endif
#ifndef PF_RXRPC
#define PF_RXRPC 33
#endif
#ifndef PF_ISDN
#define PF_ISDN 34
#endif
#ifndef PF_PHONET
#define PF_PHONET 35
#endif
#ifndef PF_IEEE802154
#define PF_IEEE802154 36
#endif
#ifndef PF_CAIF
#define PF_CAIF 37
#endif
#ifndef PF_ALG
#define PF_ALG 38
#endif
#ifndef PF_NFC
#define PF_NFC 39
#endif
#ifndef PF_VSOCK
#define PF_VSOCK 40
#endif
#ifndef PF_KCM
#define PF_KCM 41
#endif
#ifndef PF_QIPCRTR
#define PF_QIPCRTR 42
#endif
#ifndef PF_SMC
#define PF_SMC 43
#endif
#ifndef PF_XDP
#define PF_XDP 44
#endif
#ifndef PF_MCTP
#define PF_MCTP 45
#endif

/* socket types: not UAPI, but the same in every kernel above that has it: linux/net.h */

#ifndef SOCK_STREAM
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SOCK_STREAM 1
#endif
#endif
#ifndef SOCK_DGRAM
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SOCK_DGRAM 2
#endif
#endif
#ifndef SOCK_RAW
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SOCK_RAW 3
#endif
#endif
#ifndef SOCK_RDM
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SOCK_RDM 4
#endif
#endif
#ifndef SOCK_SEQPACKET
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SOCK_SEQPACKET 5
#endif
#endif
#ifndef SOCK_DCCP
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SOCK_DCCP 6
#endif
#endif
#ifndef SOCK_PACKET
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SOCK_PACKET 10
#endif
#endif
#ifndef SOCK_TYPE_MASK
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SOCK_TYPE_MASK 0xf
#endif
#endif
#ifndef SOCK_CLOEXEC
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SOCK_CLOEXEC 02000000
#endif
#endif
#ifndef SOCK_NONBLOCK
#if !defined(__TARGET_ARCH_mips) && !defined(__TARGET_ARCH_sparc)
#define SOCK_NONBLOCK 00004000
#endif
#endif

/* socket levels and messages: not UAPI, but the same in every kernel above that has it: linux/socket.h */

#ifndef SOL_IP
#define SOL_IP 0
#endif
#ifndef SOL_TCP
#define SOL_TCP 6
#endif
#ifndef SOL_UDP
#define SOL_UDP 17
#endif
#ifndef SOL_IPV6
#define SOL_IPV6 41
#endif
#ifndef SOL_ICMPV6
#define SOL_ICMPV6 58
#endif
#ifndef SOL_SCTP
#define SOL_SCTP 132
#endif
#ifndef SOL_UDPLITE
#define SOL_UDPLITE 136
#endif
#ifndef SOL_RAW
#define SOL_RAW 255
#endif
#ifndef SOL_IPX
#define SOL_IPX 256
#endif
#ifndef SOL_AX25
#define SOL_AX25 257
#endif
#ifndef SOL_ATALK
#define SOL_ATALK 258
#endif
#ifndef SOL_NETROM
#define SOL_NETROM 259
#endif
#ifndef SOL_ROSE
#define SOL_ROSE 260
#endif
#ifndef SOL_DECNET
#define SOL_DECNET 261
#endif
#ifndef SOL_X25
#define SOL_X25 262
#endif
#ifndef SOL_PACKET
#define SOL_PACKET 263
#endif
#ifndef SOL_ATM
#define SOL_ATM 264
#endif
#ifndef SOL_AAL
#define SOL_AAL 265
#endif
#ifndef SOL_IRDA
#define SOL_IRDA 266
#endif
#ifndef SOL_NETBEUI
#define SOL_NETBEUI 267
#endif
#ifndef SOL_LLC
#define SOL_LLC 268
#endif
#ifndef SOL_DCCP
#define SOL_DCCP 269
#endif
#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif
#ifndef SOL_TIPC
#define SOL_TIPC 271
#endif
#ifndef SOL_RXRPC
#define SOL_RXRPC 272
#endif
#ifndef SOL_PPPOL2TP
#define SOL_PPPOL2TP 273
#endif
#ifndef SOL_BLUETOOTH
#define SOL_BLUETOOTH 274
#endif
#ifndef SOL_PNPIPE
#define SOL_PNPIPE 275
#endif
#ifndef SOL_RDS
#define SOL_RDS 276
#endif
#ifndef SOL_IUCV
#define SOL_IUCV 277
#endif
#ifndef SOL_CAIF
#define SOL_CAIF 278
#endif
#ifndef SOL_ALG
#define SOL_ALG 279
#endif
#ifndef SOL_NFC
#define SOL_NFC 280
#endif
#ifndef SOL_KCM
#define SOL_KCM 281
#endif
#ifndef SOL_TLS
#define SOL_TLS 282
#endif
#ifndef SOL_XDP
#define SOL_XDP 283
#endif
#ifndef SOL_MPTCP
#define SOL_MPTCP 284
#endif
#ifndef SOL_MCTP
#define SOL_MCTP 285
#endif
#ifndef SOL_SMC
#define SOL_SMC 286
#endif
#ifndef SOL_VSOCK
#define SOL_VSOCK 287
#endif
#ifndef MSG_OOB
#define MSG_OOB 1
#endif
#ifndef MSG_PEEK
#define MSG_PEEK 2
#endif
#ifndef MSG_DONTROUTE
#define MSG_DONTROUTE 4
#endif
#ifndef MSG_TRYHARD
#define MSG_TRYHARD 4
#endif
#ifndef MSG_CTRUNC
#define MSG_CTRUNC 8
#endif
#ifndef MSG_PROBE
#define MSG_PROBE 0x10
#endif
#ifndef MSG_TRUNC
#define MSG_TRUNC 0x20
#endif
#ifndef MSG_DONTWAIT
#define MSG_DONTWAIT 0x40
#endif
#ifndef MSG_EOR
#define MSG_EOR 0x80
#endif
#ifndef MSG_WAITALL
#define MSG_WAITALL 0x100
#endif
#ifndef MSG_EOF
#define MSG_EOF 0x200
#endif
#ifndef MSG_FIN
#define MSG_FIN 0x200
#endif
#ifndef MSG_SYN
#define MSG_SYN 0x400
#endif
#ifndef MSG_CONFIRM
#define MSG_CONFIRM 0x800
#endif
#ifndef MSG_RST
#define MSG_RST 0x1000
#endif
#ifndef MSG_ERRQUEUE
#define MSG_ERRQUEUE 0x2000
#endif
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0x4000
#endif
#ifndef MSG_MORE
#define MSG_MORE 0x8000
#endif
#ifndef MSG_WAITFORONE
#define MSG_WAITFORONE 0x10000
#endif
#ifndef MSG_BATCH
#define MSG_BATCH 0x40000
#endif
#ifndef MSG_SOCK_DEVMEM
#define MSG_SOCK_DEVMEM 0x2000000
#endif
#ifndef MSG_ZEROCOPY
#define MSG_ZEROCOPY 0x4000000
#endif
#ifndef MSG_FASTOPEN
#define MSG_FASTOPEN 0x20000000
#endif
#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC 0x40000000
#endif
#ifndef SCM_RIGHTS
#define SCM_RIGHTS 0x01
#endif
#ifndef SCM_CREDENTIALS
#define SCM_CREDENTIALS 0x02
#endif
#ifndef SCM_SECURITY
#define SCM_SECURITY 0x03
#endif
#ifndef SCM_PIDFD
#define SCM_PIDFD 0x04
#endif
#ifndef SOMAXCONN
#define SOMAXCONN 4096
#endif

/* errno inside the kernel: not UAPI, but the same in every kernel above that has it: linux/errno.h, linux/err.h */

#ifndef ERESTARTSYS
#define ERESTARTSYS 512
#endif
#ifndef ERESTARTNOINTR
#define ERESTARTNOINTR 513
#endif
#ifndef ERESTARTNOHAND
#define ERESTARTNOHAND 514
#endif
#ifndef ENOIOCTLCMD
#define ENOIOCTLCMD 515
#endif
#ifndef ERESTART_RESTARTBLOCK
#define ERESTART_RESTARTBLOCK 516
#endif
#ifndef EPROBE_DEFER
#define EPROBE_DEFER 517
#endif
#ifndef EOPENSTALE
#define EOPENSTALE 518
#endif
#ifndef ENOPARAM
#define ENOPARAM 519
#endif
#ifndef EBADHANDLE
#define EBADHANDLE 521
#endif
#ifndef ENOTSYNC
#define ENOTSYNC 522
#endif
#ifndef EBADCOOKIE
#define EBADCOOKIE 523
#endif
#ifndef ENOTSUPP
#define ENOTSUPP 524
#endif
#ifndef ETOOSMALL
#define ETOOSMALL 525
#endif
#ifndef ESERVERFAULT
#define ESERVERFAULT 526
#endif
#ifndef EBADTYPE
#define EBADTYPE 527
#endif
#ifndef EJUKEBOX
#define EJUKEBOX 528
#endif
#ifndef EIOCBQUEUED
#define EIOCBQUEUED 529
#endif
#ifndef ERECALLCONFLICT
#define ERECALLCONFLICT 530
#endif
#ifndef ENOGRACE
#define ENOGRACE 531
#endif
#ifndef MAX_ERRNO
#define MAX_ERRNO 4095
#endif

/* time: not UAPI, but the same in every kernel above that has it: vdso/time64.h, linux/time64.h */

#ifndef MSEC_PER_SEC
#define MSEC_PER_SEC 1000L
#endif
#ifndef USEC_PER_SEC
#define USEC_PER_SEC 1000000L
#endif
#ifndef NSEC_PER_SEC
#define NSEC_PER_SEC 1000000000L
#endif
#ifndef FSEC_PER_SEC
#define FSEC_PER_SEC 1000000000000000LL
#endif
#ifndef USEC_PER_MSEC
#define USEC_PER_MSEC 1000L
#endif
#ifndef NSEC_PER_MSEC
#define NSEC_PER_MSEC 1000000L
#endif
#ifndef NSEC_PER_USEC
#define NSEC_PER_USEC 1000L
#endif

/* number limits: not UAPI, but the same in every kernel above that has it: vdso/limits.h, linux/limits.h */

#ifndef INT_MAX
#define INT_MAX 0x7fffffff
#endif
#ifndef INT_MIN
#define INT_MIN (-2147483647 - 1)
#endif
#ifndef UINT_MAX
#define UINT_MAX 0xffffffffU
#endif
#ifndef LONG_MAX
#define LONG_MAX 0x7fffffffffffffffL
#endif
#ifndef LONG_MIN
#define LONG_MIN (-9223372036854775807L - 1)
#endif
#ifndef ULONG_MAX
#define ULONG_MAX 0xffffffffffffffffUL
#endif
#ifndef LLONG_MAX
#define LLONG_MAX 0x7fffffffffffffffLL
#endif
#ifndef LLONG_MIN
#define LLONG_MIN (-9223372036854775807LL - 1)
#endif
#ifndef ULLONG_MAX
#define ULLONG_MAX 0xffffffffffffffffULL
#endif

/* tasks: not UAPI, but the same in every kernel above that has it: linux/sched.h, linux/sched/prio.h */

#ifndef TASK_COMM_LEN
#define TASK_COMM_LEN 16
#endif
#ifndef TASK_RUNNING
#define TASK_RUNNING 0x0000
#endif
#ifndef TASK_INTERRUPTIBLE
#define TASK_INTERRUPTIBLE 0x0001
#endif
#ifndef TASK_UNINTERRUPTIBLE
#define TASK_UNINTERRUPTIBLE 0x0002
#endif
#ifndef TASK_NORMAL
#define TASK_NORMAL 0x3
#endif
#ifndef TASK_PARKED
#define TASK_PARKED 0x0040
#endif
#ifndef TASK_DEAD
#define TASK_DEAD 0x0080
#endif
#ifndef TASK_WAKEKILL
#define TASK_WAKEKILL 0x0100
#endif
#ifndef TASK_KILLABLE
#define TASK_KILLABLE 0x102
#endif
#ifndef TASK_STOPPED
#define TASK_STOPPED 0x104
#endif
#ifndef TASK_WAKING
#define TASK_WAKING 0x0200
#endif
#ifndef TASK_NOLOAD
#define TASK_NOLOAD 0x0400
#endif
#ifndef TASK_IDLE
#define TASK_IDLE 0x402
#endif
#ifndef TASK_NEW
#define TASK_NEW 0x0800
#endif
#ifndef __TASK_STOPPED
#define __TASK_STOPPED 0x0004
#endif
#ifndef __TASK_TRACED
#define __TASK_TRACED 0x0008
#endif
#ifndef EXIT_DEAD
#define EXIT_DEAD 0x0010
#endif
#ifndef EXIT_ZOMBIE
#define EXIT_ZOMBIE 0x0020
#endif
#ifndef EXIT_TRACE
#define EXIT_TRACE 0x30
#endif
#ifndef PF_VCPU
#define PF_VCPU 0x00000001
#endif
#ifndef PF_IDLE
#define PF_IDLE 0x00000002
#endif
#ifndef PF_EXITING
#define PF_EXITING 0x00000004
#endif
#ifndef PF_IO_WORKER
#define PF_IO_WORKER 0x00000010
#endif
#ifndef PF_WQ_WORKER
#define PF_WQ_WORKER 0x00000020
#endif
#ifndef PF_FORKNOEXEC
#define PF_FORKNOEXEC 0x00000040
#endif
#ifndef PF_MCE_PROCESS
#define PF_MCE_PROCESS 0x00000080
#endif
#ifndef PF_SUPERPRIV
#define PF_SUPERPRIV 0x00000100
#endif
#ifndef PF_DUMPCORE
#define PF_DUMPCORE 0x00000200
#endif
#ifndef PF_SIGNALED
#define PF_SIGNALED 0x00000400
#endif
#ifndef PF_MEMALLOC
#define PF_MEMALLOC 0x00000800
#endif
#ifndef PF_NPROC_EXCEEDED
#define PF_NPROC_EXCEEDED 0x00001000
#endif
#ifndef PF_USED_MATH
#define PF_USED_MATH 0x00002000
#endif
#ifndef PF_NOFREEZE
#define PF_NOFREEZE 0x00008000
#endif
#ifndef PF_KSWAPD
#define PF_KSWAPD 0x00020000
#endif
#ifndef PF_MEMALLOC_NOFS
#define PF_MEMALLOC_NOFS 0x00040000
#endif
#ifndef PF_MEMALLOC_NOIO
#define PF_MEMALLOC_NOIO 0x00080000
#endif
#ifndef PF_LOCAL_THROTTLE
#define PF_LOCAL_THROTTLE 0x00100000
#endif
#ifndef PF_KTHREAD
#define PF_KTHREAD 0x00200000
#endif
#ifndef PF_RANDOMIZE
#define PF_RANDOMIZE 0x00400000
#endif
#ifndef PF_NO_SETAFFINITY
#define PF_NO_SETAFFINITY 0x04000000
#endif
#ifndef PF_MCE_EARLY
#define PF_MCE_EARLY 0x08000000
#endif
#ifndef PF_SUSPEND_TASK
#define PF_SUSPEND_TASK 0x80000000
#endif
#ifndef MAX_NICE
#define MAX_NICE 19
#endif
#ifndef MIN_NICE
#define MIN_NICE (-20)
#endif
#ifndef MAX_RT_PRIO
#define MAX_RT_PRIO 100
#endif
#ifndef MAX_PRIO
#define MAX_PRIO 140
#endif
#ifndef DEFAULT_PRIO
#define DEFAULT_PRIO 120
#endif

/* files and devices: not UAPI, but the same in every kernel above that has it: linux/fs.h, linux/fs/super_types.h, linux/kdev_t.h, linux/splice.h, linux/pipe_fs_i.h */

#ifndef MAY_EXEC
#define MAY_EXEC 0x00000001
#endif
#ifndef MAY_WRITE
#define MAY_WRITE 0x00000002
#endif
#ifndef MAY_READ
#define MAY_READ 0x00000004
#endif
#ifndef MAY_APPEND
#define MAY_APPEND 0x00000008
#endif
#ifndef MAY_ACCESS
#define MAY_ACCESS 0x00000010
#endif
#ifndef MAY_OPEN
#define MAY_OPEN 0x00000020
#endif
#ifndef MAY_CHDIR
#define MAY_CHDIR 0x00000040
#endif
#ifndef MAY_NOT_BLOCK
#define MAY_NOT_BLOCK 0x00000080
#endif
#ifndef FMODE_READ
#define FMODE_READ 0x1U
#endif
#ifndef FMODE_WRITE
#define FMODE_WRITE 0x2U
#endif
#ifndef FMODE_LSEEK
#define FMODE_LSEEK 0x4U
#endif
#ifndef FMODE_PREAD
#define FMODE_PREAD 0x8U
#endif
#ifndef FMODE_PWRITE
#define FMODE_PWRITE 0x10U
#endif
#ifndef FMODE_EXEC
#define FMODE_EXEC 0x20U
#endif
#ifndef FMODE_32BITHASH
#define FMODE_32BITHASH 0x200U
#endif
#ifndef FMODE_64BITHASH
#define FMODE_64BITHASH 0x400U
#endif
#ifndef FMODE_NOCMTIME
#define FMODE_NOCMTIME 0x800U
#endif
#ifndef FMODE_RANDOM
#define FMODE_RANDOM 0x1000U
#endif
#ifndef FMODE_PATH
#define FMODE_PATH 0x4000U
#endif
#ifndef FMODE_ATOMIC_POS
#define FMODE_ATOMIC_POS 0x8000U
#endif
#ifndef FMODE_WRITER
#define FMODE_WRITER 0x10000U
#endif
#ifndef FMODE_CAN_READ
#define FMODE_CAN_READ 0x20000U
#endif
#ifndef FMODE_CAN_WRITE
#define FMODE_CAN_WRITE 0x40000U
#endif
#ifndef FMODE_OPENED
#define FMODE_OPENED 0x80000U
#endif
#ifndef FMODE_CREATED
#define FMODE_CREATED 0x100000U
#endif
#ifndef FMODE_STREAM
#define FMODE_STREAM 0x200000U
#endif
#ifndef FMODE_NOWAIT
#define FMODE_NOWAIT 0x8000000U
#endif
#ifndef FMODE_NEED_UNMOUNT
#define FMODE_NEED_UNMOUNT 0x10000000U
#endif
#ifndef FMODE_NOACCOUNT
#define FMODE_NOACCOUNT 0x20000000U
#endif
#ifndef SB_RDONLY
#define SB_RDONLY 0x1UL
#endif
#ifndef SB_NOSUID
#define SB_NOSUID 0x2UL
#endif
#ifndef SB_NODEV
#define SB_NODEV 0x4UL
#endif
#ifndef SB_NOEXEC
#define SB_NOEXEC 0x8UL
#endif
#ifndef SB_SYNCHRONOUS
#define SB_SYNCHRONOUS 0x10UL
#endif
#ifndef SB_MANDLOCK
#define SB_MANDLOCK 0x40UL
#endif
#ifndef SB_DIRSYNC
#define SB_DIRSYNC 0x80UL
#endif
#ifndef SB_NOATIME
#define SB_NOATIME 0x400UL
#endif
#ifndef SB_NODIRATIME
#define SB_NODIRATIME 0x800UL
#endif
#ifndef SB_SILENT
#define SB_SILENT 0x8000UL
#endif
#ifndef SB_POSIXACL
#define SB_POSIXACL 0x10000UL
#endif
#ifndef SB_INLINECRYPT
#define SB_INLINECRYPT 0x20000UL
#endif
#ifndef SB_KERNMOUNT
#define SB_KERNMOUNT 0x400000UL
#endif
#ifndef SB_LAZYTIME
#define SB_LAZYTIME 0x2000000UL
#endif
#ifndef SB_FORCE
#define SB_FORCE 0x8000000UL
#endif
#ifndef SB_NOSEC
#define SB_NOSEC 0x10000000UL
#endif
#ifndef SB_BORN
#define SB_BORN 0x20000000UL
#endif
#ifndef SB_ACTIVE
#define SB_ACTIVE 0x40000000UL
#endif
#ifndef SB_NOUSER
#define SB_NOUSER 0x80000000UL
#endif
#ifndef MINORBITS
#define MINORBITS 20
#endif
#ifndef MINORMASK
#define MINORMASK 0xfffffU
#endif
#ifndef SPLICE_F_MOVE
#define SPLICE_F_MOVE 0x01
#endif
#ifndef SPLICE_F_NONBLOCK
#define SPLICE_F_NONBLOCK 0x02
#endif
#ifndef SPLICE_F_MORE
#define SPLICE_F_MORE 0x04
#endif
#ifndef SPLICE_F_GIFT
#define SPLICE_F_GIFT 0x08
#endif
#ifndef SPLICE_F_ALL
#define SPLICE_F_ALL 0xf
#endif
#ifndef MNT_FORCE
#define MNT_FORCE 0x00000001
#endif
#ifndef MNT_DETACH
#define MNT_DETACH 0x00000002
#endif
#ifndef MNT_EXPIRE
#define MNT_EXPIRE 0x00000004
#endif
#ifndef UMOUNT_NOFOLLOW
#define UMOUNT_NOFOLLOW 0x00000008
#endif
#ifndef PIPE_BUF_FLAG_LRU
#define PIPE_BUF_FLAG_LRU 0x01
#endif
#ifndef PIPE_BUF_FLAG_ATOMIC
#define PIPE_BUF_FLAG_ATOMIC 0x02
#endif
#ifndef PIPE_BUF_FLAG_GIFT
#define PIPE_BUF_FLAG_GIFT 0x04
#endif
#ifndef PIPE_BUF_FLAG_PACKET
#define PIPE_BUF_FLAG_PACKET 0x08
#endif
#ifndef PIPE_BUF_FLAG_CAN_MERGE
#define PIPE_BUF_FLAG_CAN_MERGE 0x10
#endif
#ifndef PIPE_BUF_FLAG_WHOLE
#define PIPE_BUF_FLAG_WHOLE 0x20
#endif
#ifndef PIPE_BUF_FLAG_LOSS
#define PIPE_BUF_FLAG_LOSS 0x40
#endif
#ifndef S_IMMUTABLE
#define S_IMMUTABLE 0x8
#endif

/* memory: not UAPI, but the same in every kernel above that has it: linux/mm.h */

#ifndef VM_NONE
#define VM_NONE 0x00000000
#endif
#ifndef VM_READ
#define VM_READ 0x00000001
#endif
#ifndef VM_WRITE
#define VM_WRITE 0x00000002
#endif
#ifndef VM_EXEC
#define VM_EXEC 0x00000004
#endif
#ifndef VM_SHARED
#define VM_SHARED 0x00000008
#endif
#ifndef VM_MAYREAD
#define VM_MAYREAD 0x00000010
#endif
#ifndef VM_MAYWRITE
#define VM_MAYWRITE 0x00000020
#endif
#ifndef VM_MAYEXEC
#define VM_MAYEXEC 0x00000040
#endif
#ifndef VM_MAYSHARE
#define VM_MAYSHARE 0x00000080
#endif
#ifndef VM_GROWSDOWN
#define VM_GROWSDOWN 0x00000100
#endif

/* packets: not UAPI, but the same in every kernel above that has it: net/ip.h, net/ipv6.h, net/tcp.h, net/inet_connection_sock.h, linux/if_vlan.h, linux/skbuff.h */

#ifndef IP_CE
#define IP_CE 0x8000
#endif
#ifndef IP_DF
#define IP_DF 0x4000
#endif
#ifndef IP_MF
#define IP_MF 0x2000
#endif
#ifndef IP_OFFSET
#define IP_OFFSET 0x1FFF
#endif
#ifndef IP6_MF
#define IP6_MF 0x0001
#endif
#ifndef IP6_OFFSET
#define IP6_OFFSET 0xFFF8
#endif
#ifndef NEXTHDR_HOP
#define NEXTHDR_HOP 0
#endif
#ifndef NEXTHDR_TCP
#define NEXTHDR_TCP 6
#endif
#ifndef NEXTHDR_UDP
#define NEXTHDR_UDP 17
#endif
#ifndef NEXTHDR_IPV6
#define NEXTHDR_IPV6 41
#endif
#ifndef NEXTHDR_ROUTING
#define NEXTHDR_ROUTING 43
#endif
#ifndef NEXTHDR_FRAGMENT
#define NEXTHDR_FRAGMENT 44
#endif
#ifndef NEXTHDR_GRE
#define NEXTHDR_GRE 47
#endif
#ifndef NEXTHDR_ESP
#define NEXTHDR_ESP 50
#endif
#ifndef NEXTHDR_AUTH
#define NEXTHDR_AUTH 51
#endif
#ifndef NEXTHDR_ICMP
#define NEXTHDR_ICMP 58
#endif
#ifndef NEXTHDR_NONE
#define NEXTHDR_NONE 59
#endif
#ifndef NEXTHDR_DEST
#define NEXTHDR_DEST 60
#endif
#ifndef NEXTHDR_SCTP
#define NEXTHDR_SCTP 132
#endif
#ifndef NEXTHDR_MOBILITY
#define NEXTHDR_MOBILITY 135
#endif
#ifndef NEXTHDR_MAX
#define NEXTHDR_MAX 255
#endif
#ifndef TCPHDR_FIN
#define TCPHDR_FIN 0x01
#endif
#ifndef TCPHDR_SYN
#define TCPHDR_SYN 0x02
#endif
#ifndef TCPHDR_RST
#define TCPHDR_RST 0x04
#endif
#ifndef TCPHDR_PSH
#define TCPHDR_PSH 0x08
#endif
#ifndef TCPHDR_ACK
#define TCPHDR_ACK 0x10
#endif
#ifndef TCPHDR_URG
#define TCPHDR_URG 0x20
#endif
#ifndef TCPHDR_ECE
#define TCPHDR_ECE 0x40
#endif
#ifndef TCPHDR_CWR
#define TCPHDR_CWR 0x80
#endif
#ifndef TCPHDR_SYN_ECN
#define TCPHDR_SYN_ECN 0xc2
#endif
#ifndef TCPOPT_EOL
#define TCPOPT_EOL 0
#endif
#ifndef TCPOPT_NOP
#define TCPOPT_NOP 1
#endif
#ifndef TCPOPT_MSS
#define TCPOPT_MSS 2
#endif
#ifndef TCPOPT_WINDOW
#define TCPOPT_WINDOW 3
#endif
#ifndef TCPOPT_SACK_PERM
#define TCPOPT_SACK_PERM 4
#endif
#ifndef TCPOPT_SACK
#define TCPOPT_SACK 5
#endif
#ifndef TCPOPT_TIMESTAMP
#define TCPOPT_TIMESTAMP 8
#endif
#ifndef TCPOPT_MD5SIG
#define TCPOPT_MD5SIG 19
#endif
#ifndef TCPOPT_MPTCP
#define TCPOPT_MPTCP 30
#endif
#ifndef TCPOPT_FASTOPEN
#define TCPOPT_FASTOPEN 34
#endif
#ifndef TCPOPT_EXP
#define TCPOPT_EXP 254
#endif
#ifndef TCPOPT_FASTOPEN_MAGIC
#define TCPOPT_FASTOPEN_MAGIC 0xF989
#endif
#ifndef TCPOPT_SMC_MAGIC
#define TCPOPT_SMC_MAGIC 0xE2D4C3D9
#endif
#ifndef TCPOLEN_FASTOPEN_BASE
#define TCPOLEN_FASTOPEN_BASE 2
#endif
#ifndef TCPOLEN_SACK_BASE
#define TCPOLEN_SACK_BASE 2
#endif
#ifndef TCPOLEN_SACK_PERM
#define TCPOLEN_SACK_PERM 2
#endif
#ifndef TCPOLEN_WINDOW
#define TCPOLEN_WINDOW 3
#endif
#ifndef TCPOLEN_EXP_FASTOPEN_BASE
#define TCPOLEN_EXP_FASTOPEN_BASE 4
#endif
#ifndef TCPOLEN_MSS
#define TCPOLEN_MSS 4
#endif
#ifndef TCPOLEN_MSS_ALIGNED
#define TCPOLEN_MSS_ALIGNED 4
#endif
#ifndef TCPOLEN_SACKPERM_ALIGNED
#define TCPOLEN_SACKPERM_ALIGNED 4
#endif
#ifndef TCPOLEN_SACK_BASE_ALIGNED
#define TCPOLEN_SACK_BASE_ALIGNED 4
#endif
#ifndef TCPOLEN_WSCALE_ALIGNED
#define TCPOLEN_WSCALE_ALIGNED 4
#endif
#ifndef TCPOLEN_EXP_SMC_BASE
#define TCPOLEN_EXP_SMC_BASE 6
#endif
#ifndef TCPOLEN_EXP_SMC_BASE_ALIGNED
#define TCPOLEN_EXP_SMC_BASE_ALIGNED 8
#endif
#ifndef TCPOLEN_SACK_PERBLOCK
#define TCPOLEN_SACK_PERBLOCK 8
#endif
#ifndef TCPOLEN_TIMESTAMP
#define TCPOLEN_TIMESTAMP 10
#endif
#ifndef TCPOLEN_TSTAMP_ALIGNED
#define TCPOLEN_TSTAMP_ALIGNED 12
#endif
#ifndef TCPOLEN_MD5SIG
#define TCPOLEN_MD5SIG 18
#endif
#ifndef TCPOLEN_MD5SIG_ALIGNED
#define TCPOLEN_MD5SIG_ALIGNED 20
#endif
#ifndef VLAN_HLEN
#define VLAN_HLEN 4
#endif
#ifndef VLAN_ETH_HLEN
#define VLAN_ETH_HLEN 18
#endif
#ifndef VLAN_VID_MASK
#define VLAN_VID_MASK 0x0fff
#endif
#ifndef VLAN_CFI_MASK
#define VLAN_CFI_MASK 0x1000
#endif
#ifndef VLAN_PRIO_MASK
#define VLAN_PRIO_MASK 0xe000
#endif
#ifndef VLAN_PRIO_SHIFT
#define VLAN_PRIO_SHIFT 13
#endif
#ifndef VLAN_N_VID
#define VLAN_N_VID 4096
#endif
#ifndef CHECKSUM_NONE
#define CHECKSUM_NONE 0
#endif
#ifndef CHECKSUM_UNNECESSARY
#define CHECKSUM_UNNECESSARY 1
#endif
#ifndef CHECKSUM_COMPLETE
#define CHECKSUM_COMPLETE 2
#endif
#ifndef CHECKSUM_PARTIAL
#define CHECKSUM_PARTIAL 3
#endif
#ifndef CHECKSUM_BREAK
#define CHECKSUM_BREAK 76
#endif
#ifndef TCP_ECN_QUEUE_CWR
#define TCP_ECN_QUEUE_CWR 2
#endif
#ifndef TCP_ECN_DEMAND_CWR
#define TCP_ECN_DEMAND_CWR 4
#endif
#ifndef TCP_ECN_SEEN
#define TCP_ECN_SEEN 8
#endif
#ifndef TCP_NAGLE_OFF
#define TCP_NAGLE_OFF 1
#endif
#ifndef TCP_NAGLE_CORK
#define TCP_NAGLE_CORK 2
#endif
#ifndef TCP_NAGLE_PUSH
#define TCP_NAGLE_PUSH 4
#endif
#ifndef TCP_INFINITE_SSTHRESH
#define TCP_INFINITE_SSTHRESH 0x7fffffff
#endif
#ifndef TCP_CA_NAME_MAX
#define TCP_CA_NAME_MAX 16
#endif
#ifndef TCP_CONG_NON_RESTRICTED
#define TCP_CONG_NON_RESTRICTED 0x1
#endif
#ifndef TCP_CONG_NEEDS_ECN
#define TCP_CONG_NEEDS_ECN 0x2
#endif
#ifndef ICSK_TIME_RETRANS
#define ICSK_TIME_RETRANS 1
#endif
#ifndef ICSK_TIME_DACK
#define ICSK_TIME_DACK 2
#endif
#ifndef ICSK_TIME_PROBE0
#define ICSK_TIME_PROBE0 3
#endif
#ifndef ICSK_TIME_LOSS_PROBE
#define ICSK_TIME_LOSS_PROBE 5
#endif
#ifndef ICSK_TIME_REO_TIMEOUT
#define ICSK_TIME_REO_TIMEOUT 6
#endif

/* macros with arguments, and NULL */

#ifndef NULL
#define NULL ((void *)0)
#endif
#ifndef S_ISLNK
#define S_ISLNK(m) (((m) & S_IFMT) == S_IFLNK)
#endif
#ifndef S_ISREG
#define S_ISREG(m) (((m) & S_IFMT) == S_IFREG)
#endif
#ifndef S_ISDIR
#define S_ISDIR(m) (((m) & S_IFMT) == S_IFDIR)
#endif
#ifndef S_ISCHR
#define S_ISCHR(m) (((m) & S_IFMT) == S_IFCHR)
#endif
#ifndef S_ISBLK
#define S_ISBLK(m) (((m) & S_IFMT) == S_IFBLK)
#endif
#ifndef S_ISFIFO
#define S_ISFIFO(m) (((m) & S_IFMT) == S_IFIFO)
#endif
#ifndef S_ISSOCK
#define S_ISSOCK(m) (((m) & S_IFMT) == S_IFSOCK)
#endif
#ifndef CAP_TO_INDEX
#define CAP_TO_INDEX(cap) ((cap) >> 5)
#endif
#ifndef CAP_TO_MASK
#define CAP_TO_MASK(cap) (1U << ((cap) & 31))
#endif
#ifndef MAJOR
#define MAJOR(dev) ((unsigned int)((dev) >> MINORBITS))
#endif
#ifndef MINOR
#define MINOR(dev) ((unsigned int)((dev) & MINORMASK))
#endif

#endif /* __BTFLY_DEFINES_H__ */
