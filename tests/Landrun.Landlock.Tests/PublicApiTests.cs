using Landrun.Tests;
using PublicApiGenerator;
using Xunit;

namespace Landrun.Landlock.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_as_recorded()
    {
        ApiGeneratorOptions options = new() { IncludeAssemblyAttributes = false };
        Golden.Equal("public-api.txt", typeof(Ruleset).Assembly.GeneratePublicApi(options));
    }
}
