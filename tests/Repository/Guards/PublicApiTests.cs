namespace Sdk.Tests.Guards;

public class PublicApiTests
{
    /// <summary>No project can refer to it and to the package for xunit 2.</summary>
    private const string Xunit3 = "Scalewright.Testing.Xunit3";

    [Theory]
    [InlineData("Scalewright")]
    [InlineData("Scalewright.Agents")]
    [InlineData("Scalewright.Core")]
    [InlineData("Scalewright.Decisions")]
    [InlineData("Scalewright.Experiments")]
    [InlineData("Scalewright.Experiments.Mqtt")]
    [InlineData("Scalewright.Experiments.PostgreSql")]
    [InlineData("Scalewright.Experiments.Sqlite")]
    [InlineData("Scalewright.Listeners")]
    [InlineData("Scalewright.Providers")]
    [InlineData("Scalewright.Providers.AutoScaling")]
    [InlineData("Scalewright.Providers.Containers")]
    [InlineData("Scalewright.Providers.Kubernetes")]
    [InlineData("Scalewright.Providers.Simulation")]
    [InlineData("Scalewright.Storage")]
    [InlineData("Scalewright.Phenix")]
    [InlineData("Scalewright.Testing")]
    [InlineData("Scalewright.Trace")]
    [InlineData(Xunit3)]
    public void The_public_API_matches_the_approved_one(string assembly)
    {
        MetadataReference library =
            assembly == Xunit3
                ? MetadataReference.CreateFromFile(
                    Repository.At(
                        "src",
                        "Sdk",
                        "Testing.Xunit3",
                        "bin",
                        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
                        "net10.0",
                        $"{Xunit3}.dll"
                    )
                )
                : Sources.Libraries.Single(reference => Path.GetFileNameWithoutExtension(reference.Display) == assembly);

        Approved.Check(PublicApi.Describe(library), "PublicApi." + assembly);
    }

    [Fact]
    public void Every_packable_library_is_among_the_checked_libraries()
    {
        IEnumerable<string> libraries = Sources
            .FilesBelow(Repository.At("src"), "*.csproj")
            .Where(project => !project.Contains("Generators", StringComparison.Ordinal))
            .Select(project => Path.GetFileNameWithoutExtension(project))
            .Except(["Scalewright.Agent", "Scalewright.Programs", "Scalewright.Tool", Xunit3], StringComparer.Ordinal);

        libraries.ShouldBe(Sources.Libraries.Select(reference => Path.GetFileNameWithoutExtension(reference.Display)!), ignoreOrder: true);
    }
}
