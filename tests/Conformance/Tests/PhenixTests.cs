using Conformance.Phenix;

namespace Conformance.Tests;

public class PhenixTests
{
    private static readonly PhenixSuite Suite = new();

    public static TheoryData<string> Names => [.. Cases().Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_scale_app_in_compatibility_mode_matches_the_reference(string name)
    {
        ConformanceCase item = Cases().Single(candidate => candidate.Name == name);

        string? difference = await item.FirstDifference(CancellationToken.None);

        difference.ShouldBeNull();
    }

    [Fact]
    public void The_corpus_has_the_expected_number_of_runs() => Cases().Count().ShouldBe(292);

    private static IEnumerable<ConformanceCase> Cases() => Suite.Cases(Path.Combine(AppContext.BaseDirectory, "Cases", Suite.Name));
}
