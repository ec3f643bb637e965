using Landrun.Elf;
using Xunit;

namespace Landrun.Tests;

/// <summary>Each rule of the loaders' search, on programs made for it, against what the loaders themselves find.</summary>
public sealed class LibrarySearchTests : IDisposable
{
    private const string Libraries =
        """
        set -e
        gcc='gcc -Wl,--no-as-needed'
        echo 'int main(void) { return 0; }' > main.c
        for name in inner outer; do echo "int $name;" > $name.c; done
        mkdir -p lib other deep/lib plain/lib

        """;

    private readonly string folder = Directory.CreateTempSubdirectory("landrun-search-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("RPATH counts for what libraries need", "$gcc -shared -o lib/libinner.so inner.c; $gcc -shared -o lib/libouter.so outer.c -Llib -linner; $gcc -o main main.c -Llib -louter -Wl,--disable-new-dtags,-rpath,$PWD/lib,-rpath-link,lib", "")]
    [InlineData("RUNPATH does not", "$gcc -shared -o lib/libinner.so inner.c; $gcc -shared -o lib/libouter.so outer.c -Llib -linner; $gcc -o main main.c -Llib -louter -Wl,--enable-new-dtags,-rpath,$PWD/lib,-rpath-link,lib", "")]
    [InlineData("a library's RUNPATH hides the program's RPATH", "$gcc -shared -o lib/libinner.so inner.c; $gcc -shared -o lib/libouter.so outer.c -Llib -linner -Wl,--enable-new-dtags,-rpath,/nowhere; $gcc -o main main.c -Llib -louter -Wl,--disable-new-dtags,-rpath,$PWD/lib,-rpath-link,lib", "")]
    [InlineData("a library's RPATH comes before the program's", "$gcc -shared -o lib/libinner.so inner.c; $gcc -shared -o other/libinner.so inner.c; $gcc -shared -o lib/libouter.so outer.c -Lother -linner -Wl,--disable-new-dtags,-rpath,$PWD/other; $gcc -o main main.c -Llib -louter -Wl,--disable-new-dtags,-rpath,$PWD/lib,-rpath-link,lib", "")]
    [InlineData("ORIGIN is each file's own directory", "$gcc -shared -o deep/lib/libinner.so inner.c; $gcc -shared -o deep/libouter.so outer.c -Ldeep/lib -linner -Wl,-rpath,'${ORIGIN}/lib'; $gcc -o main main.c -Ldeep -louter -Wl,-rpath,'$ORIGIN/deep',-rpath-link,deep/lib", "")]
    [InlineData("LIB", "d=plain/$(basename $(gcc -print-multi-os-directory)); for l in lib lib64 lib32 lib/x86_64-linux-gnu lib/aarch64-linux-gnu; do mkdir -p plain/$l; gcc -shared -o plain/$l/libinner.so inner.c; done; $gcc -o main main.c -Lplain/lib -linner -Wl,-rpath,'$ORIGIN/plain/$LIB'", "")]
    [InlineData("PLATFORM", "for p in x86_64 haswell xeon_phi aarch64; do mkdir -p plain/$p; gcc -shared -o plain/$p/libinner.so inner.c; done; $gcc -o main main.c -Lplain/x86_64 -linner -Wl,-rpath,'$ORIGIN/plain/$PLATFORM'", "")]
    [InlineData("LD_LIBRARY_PATH comes before RUNPATH", "gcc -shared -o lib/libinner.so inner.c; gcc -shared -o other/libinner.so inner.c; $gcc -o main main.c -Llib -linner -Wl,--enable-new-dtags,-rpath,$PWD/lib", "@other")]
    [InlineData("and behind RPATH", "gcc -shared -o lib/libinner.so inner.c; gcc -shared -o other/libinner.so inner.c; $gcc -o main main.c -Llib -linner -Wl,--disable-new-dtags,-rpath,$PWD/lib", "@other")]
    [InlineData("LD_LIBRARY_PATH takes semicolons and ORIGIN", "gcc -shared -o lib/libinner.so inner.c; $gcc -o main main.c -Llib -linner", "/nowhere;$ORIGIN/lib")]
    [InlineData("a library of another class or machine is passed by", "gcc -shared -o lib/libinner.so inner.c; gcc -shared -o other/libinner.so inner.c; printf '\\1' | dd of=other/libinner.so bs=1 seek=4 conv=notrunc 2>/dev/null; $gcc -o main main.c -Llib -linner", "@other:@lib")]
    [InlineData("one of another machine too", "gcc -shared -o lib/libinner.so inner.c; gcc -shared -o other/libinner.so inner.c; printf '\\267' | dd of=other/libinner.so bs=1 seek=18 conv=notrunc 2>/dev/null; $gcc -o main main.c -Llib -linner", "@other:@lib")]
    [InlineData("a name with a slash is a path", "gcc -shared -Wl,-soname,$PWD/lib/libinner.so -o lib/libinner.so inner.c; $gcc -o main main.c -Llib -linner", "")]
    [InlineData("a name with ORIGIN", "gcc -shared -Wl,-soname,'$ORIGIN/lib/libinner.so' -o lib/libinner.so inner.c; $gcc -o main main.c -Llib -linner", "")]
    [InlineData("one soname is loaded once", "gcc -shared -Wl,-soname,same -o lib/libinner.so inner.c; cp lib/libinner.so lib/same; gcc -shared -o lib/libouter.so outer.c; patchelf --add-needed same lib/libouter.so; $gcc -o main main.c -Llib -linner -louter -Wl,-rpath,$PWD/lib", "")]
    [InlineData("filters are loaded", "gcc -shared -o lib/libinner.so inner.c; gcc -shared -Wl,-f,libinner.so -o lib/libouter.so outer.c; $gcc -o main main.c -Llib -louter -Wl,--disable-new-dtags,-rpath,$PWD/lib", "")]
    [InlineData("no default libraries", "gcc -shared -o lib/libinner.so inner.c; $gcc -o main main.c -Llib -linner -Wl,-z,nodefaultlib,-rpath,$PWD/lib:/lib/x86_64-linux-gnu:/lib64", "")]
    [InlineData("a missing library", "gcc -shared -o lib/libinner.so inner.c; $gcc -o main main.c -Llib -linner", "")]
    [InlineData("a static program needs nothing", "$gcc -static -o main main.c", "")]
    [InlineData("a static PIE neither", "$gcc -static-pie -o main main.c", "")]
    [InlineData("headers and names at the file's end", "gcc -shared -o lib/libinner.so inner.c; $gcc -o main main.c -Llib -linner; patchelf --set-rpath $PWD/lib:$(printf 'x%.0s' $(seq 3000)) main; patchelf --set-interpreter $(patchelf --print-interpreter /bin/true) main", "")]
    public void It_finds_what_glibc_finds(string what, string build, string libraryPath)
    {
        Assert.NotEmpty(what);
        Build(build);
        libraryPath = libraryPath.Replace("@", folder + "/", StringComparison.Ordinal);
        Dictionary<string, string> environment = new() { ["LD_LIBRARY_PATH"] = libraryPath };
        string[] expected = Ldd.Paths(folder + "/main", environment);
        bool isMissing = Tools.Run("ldd", [folder + "/main"], environment).Output.Contains("not found", StringComparison.Ordinal);

        LibraryClosure closure = Close(new LoaderEnvironment(libraryPath));

        Assert.Equal(expected, Paths(closure));
        Assert.Equal(isMissing, closure.Missing.Count > 0);
    }

    [Fact]
    public void What_is_preloaded_is_found_too()
    {
        Build("gcc -shared -o lib/libinner.so inner.c; $gcc -o main main.c");
        string preload = folder + "/lib/libinner.so /no/such.so";

        Assert.Equal(Ldd.Paths(folder + "/main", new() { ["LD_PRELOAD"] = preload }), Paths(Close(new LoaderEnvironment(Preload: preload))));
        Assert.Contains(folder + "/lib/libinner.so", Paths(Close(new LoaderEnvironment(Preload: preload))));
    }

    [Theory]
    [InlineData("musl-gcc -shared -nostdlib -fPIC -o lib/libinner.so inner.c; musl-gcc -Wl,--no-as-needed -o main main.c -Llib -linner -Wl,-rpath,'$ORIGIN/lib'", "")]
    [InlineData("musl-gcc -shared -nostdlib -fPIC -o lib/libinner.so inner.c; musl-gcc -shared -nostdlib -fPIC -o lib/libouter.so outer.c -Wl,--no-as-needed -Llib -linner; musl-gcc -Wl,--no-as-needed -o main main.c -Llib -louter -Wl,--enable-new-dtags,-rpath,$PWD/lib,-rpath-link,lib", "")]
    [InlineData("musl-gcc -shared -nostdlib -fPIC -o lib/libinner.so inner.c; musl-gcc -Wl,--no-as-needed -o main main.c -Llib -linner", "@lib")]
    public void It_finds_what_musl_finds(string build, string libraryPath)
    {
        Tools.Find("musl-gcc");
        Build(build);
        libraryPath = libraryPath.Replace("@", folder + "/", StringComparison.Ordinal);
        LibraryClosure closure = Close(new LoaderEnvironment(libraryPath));
        // musl's loader lists what it loads when it is started by this name.
        File.CreateSymbolicLink(folder + "/ldd", closure.Loader!.Path);
        (int status, string output) = Tools.Run(folder + "/ldd", [folder + "/main"], new() { ["LD_LIBRARY_PATH"] = libraryPath });
        Assert.Equal(0, status);

        // It calls itself by the name it was started by, and stands for libc.so.
        string[] expected = [.. output.Split('\n').Where(line => line.Contains("=> /", StringComparison.Ordinal)).Select(line => line.Split("=> ")[1].Split(' ')[0]).Where(path => !path.EndsWith("/ldd", StringComparison.Ordinal)).Append(closure.Loader.Path).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(expected, Paths(closure));
        Assert.Empty(closure.Missing);
        Assert.Contains(closure.Settings, path => path.EndsWith(".path", StringComparison.Ordinal));
    }

    [Fact]
    public void The_order_is_the_loaders()
    {
        Build("gcc -shared -o lib/libinner.so inner.c; $gcc -shared -o lib/libouter.so outer.c -Llib -linner; $gcc -o main main.c -Llib -louter -Wl,--disable-new-dtags,-rpath,$PWD/lib,-rpath-link,lib");

        Assert.Equal(["libouter.so", "libc.so.6", "libinner.so"], Close(new LoaderEnvironment()).Libraries.Select(library => Path.GetFileName(library.Path)));
        Assert.Equal(folder + "/lib/libouter.so", Close(new LoaderEnvironment()).Libraries[^1].NeededBy!.Path);
    }

    [Fact]
    public void Libraries_in_a_circle_come_to_an_end()
    {
        Build("gcc -shared -o lib/libinner.so inner.c; $gcc -shared -o lib/libouter.so outer.c -Llib -linner; patchelf --add-needed libouter.so lib/libinner.so; $gcc -o main main.c -Llib -louter -Wl,--disable-new-dtags,-rpath,$PWD/lib,-rpath-link,lib");

        Assert.Equal(Ldd.Paths(folder + "/main"), Paths(Close(new LoaderEnvironment())));
    }

    [Fact]
    public void A_search_without_end_is_refused()
    {
        Build("$gcc -o main main.c; patchelf --set-rpath \"$(printf '/tmp/./:%.0s' $(seq 10000))\" main; for i in $(seq 20); do arguments=\"$arguments --add-needed lib$i\"; done; patchelf $arguments main");

        UserException exception = Assert.Throws<UserException>(() => Close(new LoaderEnvironment()));
        Assert.Contains("more directories and libraries than are looked through", exception.Message, StringComparison.Ordinal);
    }

    private static string[] Paths(LibraryClosure closure) =>
        [.. closure.Libraries.Select(library => library.Path).Concat(closure.Loader is null ? [] : [closure.Loader.Path]).Order(StringComparer.Ordinal)];

    private LibraryClosure Close(LoaderEnvironment environment) => LibraryClosure.Of(folder + "/main", environment, new Candidates());

    private void Build(string script)
    {
        Tools.Find("patchelf");
        Assert.Equal(0, Tools.Run("bash", ["-c", Libraries + script], directory: folder).Status);
    }
}
