# A name that there is not, and one that may have been meant.
btfly show tsk_struct kernel
