using Conformance.ClusterSimSetup;

namespace Conformance.Tests;

public class ClusterSimSetupTests
{
    private static readonly ClusterSimSetupSuite Suite = new();

    public static TheoryData<string> Names => [.. Cases().Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_setup_generates_the_files_of_the_reference(string name)
    {
        ConformanceCase item = Cases().Single(candidate => candidate.Name == name);

        string? difference = await item.FirstDifference(CancellationToken.None);

        difference.ShouldBeNull();
    }

    [Fact]
    public void The_corpus_has_the_expected_number_of_cases() => Cases().Count().ShouldBe(7);

    private static IEnumerable<ConformanceCase> Cases() => Suite.Cases(Path.Combine(AppContext.BaseDirectory, "Cases", Suite.Name));
}
