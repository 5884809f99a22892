using Scalewright.Plugins.BuiltIn;

namespace Sdk.Tests.Plugins;

public class PluginListTests
{
    private static readonly PluginList List = PluginList.Empty.Add(
        Entry("builtin", "1.0.0"),
        Entry("builtin", "10.0.0"),
        Entry("builtin", "2.0.0"),
        Entry("other", "1.0")
    );

    [Fact]
    public void The_latest_version_has_the_highest_numeric_parts() => List.Find(new PluginReference("builtin"))!.Version.ShouldBe("10.0.0");

    [Theory]
    [InlineData("2.0.0", "2.0.0"), InlineData("2.0", null), InlineData("3.0.0", null)]
    public void A_version_matches_only_exactly_as_registered(string asked, string? found) =>
        (List.Find(new PluginReference("builtin", asked))?.Version).ShouldBe(found);

    [Fact]
    public void Versions_are_compared_as_text_when_one_is_not_numeric() =>
        PluginList
            .Empty.Add(Entry("x", "1.0.0"), Entry("x", "beta"), Entry("x", "10.0.0"))
            .Find(new PluginReference("x"))!
            .Version.ShouldBe("beta");

    [Fact]
    public void Registering_the_same_plugin_twice_changes_nothing() =>
        List.Add(Entry("builtin", "2.0.0")).Entries.Count.ShouldBe(List.Entries.Count);

    private static PluginEntry Entry(string name, string version) => new(name, version, () => new BuiltInPlugin());
}
