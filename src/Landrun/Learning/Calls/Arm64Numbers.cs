namespace Landrun.Learning.Calls;

/// <summary>The numbers on arm64 (<c>include/uapi/asm-generic/unistd.h</c>), which has only the newer form of most calls.</summary>
internal static class Arm64Numbers
{
    public static int Of(WatchedCall call) => call switch
    {
        WatchedCall.openat => 56,
        WatchedCall.openat2 => 437,
        WatchedCall.truncate => 45,
        WatchedCall.ftruncate => 46,
        WatchedCall.execve => 221,
        WatchedCall.execveat => 281,
        WatchedCall.mkdirat => 34,
        WatchedCall.mknodat => 33,
        WatchedCall.unlinkat => 35,
        WatchedCall.symlinkat => 36,
        WatchedCall.linkat => 37,
        WatchedCall.renameat => 38,
        WatchedCall.renameat2 => 276,
        WatchedCall.ioctl => 29,
        WatchedCall.socket => 198,
        WatchedCall.bind => 200,
        WatchedCall.connect => 203,
        WatchedCall.listen => 201,
        WatchedCall.sendto => 206,
        WatchedCall.sendmsg => 211,
        WatchedCall.sendmmsg => 269,
        WatchedCall.fchmod => 52,
        WatchedCall.fchmodat => 53,
        WatchedCall.fchmodat2 => 452,
        WatchedCall.fchown => 55,
        WatchedCall.fchownat => 54,
        WatchedCall.utimensat => 88,
        WatchedCall.chroot => 51,
        WatchedCall.mount => 40,
        _ => -1,
    };
}
