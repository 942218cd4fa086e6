# Nothing found is an answer: 1, and a word on what may have been meant.
btfly find tsk_struct kernel
