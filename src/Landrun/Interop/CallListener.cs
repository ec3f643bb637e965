using System.Runtime.InteropServices;

namespace Landrun.Interop;

/// <summary>seccomp_unotify(2): system calls that wait for a word of another process. Quicker than ptrace(2), as the one who is told
/// runs on the processor of the one who waits.</summary>
internal static unsafe class CallListener
{
    /// <summary>SECCOMP_IOCTL_NOTIF_SET_FLAGS.</summary>
    public const ulong SetFlags = 0x40082104;

    private const ulong SECCOMP_IOCTL_NOTIF_RECV = 0xc0502100;
    private const ulong SECCOMP_IOCTL_NOTIF_SEND = 0xc0182101;
    private const ulong SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP = 1;
    private const uint SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1;

    private const short POLLIN = 1;

    /// <summary>Wakes the listener on the processor where the call is, where the kernel can (Linux 6.6).</summary>
    public static void Synchronise(int listener) => _ = ioctl(listener, (nuint)SetFlags, (void*)SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);

    /// <summary>poll(2): waits until a call waits for the listener, or the other descriptor has something to read.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="other">The other descriptor.</param>
    /// <param name="hasCall">Whether a call waits.</param>
    /// <param name="hasOther">Whether the other has something to read.</param>
    /// <returns>False when no task is left whose calls would come.</returns>
    public static bool Await(int listener, int other, out bool hasCall, out bool hasOther)
    {
        PollEntry* entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Descriptor = listener, Events = POLLIN };
        entries[1] = new PollEntry { Descriptor = other, Events = POLLIN };
        bool ready = poll(entries, 2, -1) > 0;
        hasCall = ready && (entries[0].Ready & POLLIN) != 0;
        hasOther = ready && entries[1].Ready != 0;
        return !ready || (entries[0].Ready & ~POLLIN) == 0;
    }

    /// <summary>The next call that waits; false where it went away.</summary>
    public static bool Receive(int listener, out CallNotice notice)
    {
        notice = default;
        fixed (CallNotice* pointer = &notice)
        {
            return ioctl(listener, (nuint)SECCOMP_IOCTL_NOTIF_RECV, pointer) == 0;
        }
    }

    /// <summary>Lets a call go on. False where it is gone: its task was killed.</summary>
    public static bool Continue(int listener, ulong notice)
    {
        Answer answer = new() { Id = notice, Flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };
        return ioctl(listener, (nuint)SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0;
    }

    [DllImport("libc"), SuppressGCTransition]
    private static extern int ioctl(int descriptor, nuint request, void* argument);

    // No transition, though it blocks: there is no other thread that makes garbage to be collected meanwhile.
    [DllImport("libc"), SuppressGCTransition]
    private static extern int poll(PollEntry* descriptors, nuint count, int timeout);

    /// <summary><c>struct seccomp_notif_resp</c> of <c>include/uapi/linux/seccomp.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Answer
    {
        public ulong Id;
        public long Value;
        public int Error;
        public uint Flags;
    }

    /// <summary><c>struct pollfd</c> of poll(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Ready;
    }
}
