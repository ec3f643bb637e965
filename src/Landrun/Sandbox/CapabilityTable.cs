namespace Landrun.Sandbox;

/// <summary>The capabilities, by the numbers of <c>include/uapi/linux/capability.h</c>; capabilities(7) says what each allows.</summary>
internal static class CapabilityTable
{
    public const int Count = 41;

    /// <summary>What a service that runs as root ordinarily needs: to own files, change users, and bind low ports. None of these
    /// reaches other processes' memory, the kernel, devices or the network's configuration.</summary>
    public const ulong Usual = (1UL << 0) | (1UL << 1) | (1UL << 3) | (1UL << 4) | (1UL << 5) | (1UL << 6) | (1UL << 7) | (1UL << 8)
        | (1UL << 10) | (1UL << 18) | (1UL << 29) | (1UL << 31);

    public static ReadOnlySpan<byte> Name(int capability) => capability switch
    {
        0 => "chown"u8,
        1 => "dac_override"u8,
        2 => "dac_read_search"u8,
        3 => "fowner"u8,
        4 => "fsetid"u8,
        5 => "kill"u8,
        6 => "setgid"u8,
        7 => "setuid"u8,
        8 => "setpcap"u8,
        9 => "linux_immutable"u8,
        10 => "net_bind_service"u8,
        11 => "net_broadcast"u8,
        12 => "net_admin"u8,
        13 => "net_raw"u8,
        14 => "ipc_lock"u8,
        15 => "ipc_owner"u8,
        16 => "sys_module"u8,
        17 => "sys_rawio"u8,
        18 => "sys_chroot"u8,
        19 => "sys_ptrace"u8,
        20 => "sys_pacct"u8,
        21 => "sys_admin"u8,
        22 => "sys_boot"u8,
        23 => "sys_nice"u8,
        24 => "sys_resource"u8,
        25 => "sys_time"u8,
        26 => "sys_tty_config"u8,
        27 => "mknod"u8,
        28 => "lease"u8,
        29 => "audit_write"u8,
        30 => "audit_control"u8,
        31 => "setfcap"u8,
        32 => "mac_override"u8,
        33 => "mac_admin"u8,
        34 => "syslog"u8,
        35 => "wake_alarm"u8,
        36 => "block_suspend"u8,
        37 => "audit_read"u8,
        38 => "perfmon"u8,
        39 => "bpf"u8,
        40 => "checkpoint_restore"u8,
        _ => default,
    };

    /// <summary>The bit of a name, with or without <c>cap_</c>, in small or capital letters; all bits for <c>all</c>; 0 for none.</summary>
    public static ulong Parse(ReadOnlySpan<byte> text)
    {
        if (Matches(text, "all"u8))
        {
            return ulong.MaxValue;
        }

        if (text.Length > 4 && Matches(text[..4], "cap_"u8))
        {
            text = text[4..];
        }

        for (int capability = 0; capability < Count; capability++)
        {
            if (Matches(text, Name(capability)))
            {
                return 1UL << capability;
            }
        }

        return 0;
    }

    private static bool Matches(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        if (text.Length != name.Length)
        {
            return false;
        }

        for (int index = 0; index < text.Length; index++)
        {
            byte letter = text[index] is >= (byte)'A' and <= (byte)'Z' ? (byte)(text[index] | 0x20) : text[index];
            if (letter != name[index])
            {
                return false;
            }
        }

        return true;
    }
}
