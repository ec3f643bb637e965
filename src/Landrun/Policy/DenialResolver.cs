using Landrun.CommandLine;
using Landrun.Interop;
using Landrun.Landlock.Kernel;

namespace Landrun.Policy;

/// <summary>Finds what <c>--deny</c> names: the file behind symbolic links, and every other place where a mount shows it again.</summary>
internal static unsafe class DenialResolver
{
    public static List<Denial> Resolve(in LaunchRequest request)
    {
        List<Denial> found = [];
        List<string> missing = [];
        bool tilde = false;
        for (int index = 0; index < request.Denied.Count; index++)
        {
            PathGrant grant = request.Denied[index];
            if (Exists(grant, found) || ((request.IgnoreMissing || grant.Optional) && WouldLie(grant, found)))
            {
                continue;
            }

            missing.Add(Shown.Grant(grant));
            tilde |= CString.Span(grant.Path).StartsWith("~/"u8);
        }

        if (missing.Count > 0)
        {
            throw new UserException($"no such path: {string.Join(", ", missing)}; nothing was run (--ignore-missing keeps closed what does not exist yet{(tilde ? "; the shell expands ~/ only at the start of a word: write $HOME/...)" : ")")}");
        }

        List<Denial> aliases = [.. MountTable.Read().Aliases(found)];
        found.AddRange(aliases.Where(alias => !found.Exists(denial => denial.Path.AsSpan().SequenceEqual(alias.Path))));
        return found;
    }

    private static bool Exists(in PathGrant grant, List<Denial> found)
    {
        int descriptor = Libc.Open(grant.Path, Libc.O_PATH | Libc.O_CLOEXEC);
        if (descriptor < 0)
        {
            Errno error = (Errno)(-descriptor);
            return error is Errno.ENOENT or Errno.ENOTDIR
                ? false
                : throw new UserException($"{Shown.Grant(grant)}: {Shown.Error(error)}; nothing was run");
        }

        byte[]? path = DescriptorPath.Bytes(descriptor);
        bool known = Libc.Stat(descriptor, out FileStatus status) == 0;
        Libc.Close(descriptor);
        if (path is null || !known)
        {
            throw new UserException($"{Shown.Grant(grant)}: this has no path that could be kept closed; nothing was run");
        }

        found.Add(new Denial(path, !status.IsDirectory, status.IsRegular ? status.Names : 0, grant.Origin));
        return true;
    }

    /// <summary>What does not exist is kept closed by its name, in the directory where it would come to lie.</summary>
    private static bool WouldLie(in PathGrant grant, List<Denial> found)
    {
        byte[] given = CString.Span(grant.Path).ToArray();
        int end = given.Length;
        while (true)
        {
            end = given.AsSpan(0, end).TrimEnd((byte)'/').Length;
            int slash = given.AsSpan(0, end).LastIndexOf((byte)'/');
            byte[] above = slash < 0 ? [.. "."u8] : slash == 0 ? [.. "/"u8] : given[..slash];
            byte[] rest = given[(slash + 1)..];
            fixed (byte* name = (byte[])[.. given.AsSpan(0, end), 0], directory = (byte[])[.. above, 0])
            {
                // A link that leads nowhere would not be closed by closing its own name.
                if (Libc.IsSymbolicLink(name) || rest.AsSpan().IndexOf(".."u8) == 0 || rest.AsSpan().IndexOf("/.."u8) >= 0)
                {
                    throw new UserException($"{Shown.Grant(grant)}: it does not exist, and where it would lie can't be told; nothing was run");
                }

                int descriptor = Libc.Open(directory, Libc.O_PATH | Libc.O_CLOEXEC);
                if (descriptor >= 0)
                {
                    byte[]? parent = DescriptorPath.Bytes(descriptor);
                    Libc.Close(descriptor);
                    if (parent is null)
                    {
                        return false;
                    }

                    found.Add(new Denial([.. parent.Length == 1 ? [] : parent, .. Clean(rest)], IsFile: false, 0, grant.Origin));
                    return true;
                }
            }

            end = Math.Max(slash, 0);
            if (end == 0)
            {
                return false;
            }
        }
    }

    /// <summary>A slash before each name, none doubled, no single dots.</summary>
    private static byte[] Clean(ReadOnlySpan<byte> rest)
    {
        List<byte> clean = [];
        foreach (Range part in rest.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = rest[part];
            if (!name.IsEmpty && !name.SequenceEqual("."u8))
            {
                clean.Add((byte)'/');
                clean.AddRange(name);
            }
        }

        return [.. clean];
    }
}
