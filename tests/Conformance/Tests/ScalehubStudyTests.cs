using Conformance.ScalehubStudy;

namespace Conformance.Tests;

public class ScalehubStudyTests
{
    private static readonly StudySuite Suite = new();

    public static TheoryData<string> Names => [.. Cases().Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Files_of_a_study_run_in_the_simulation(string name) =>
        (await Cases().Single(candidate => candidate.Name == name).FirstDifference(CancellationToken.None)).ShouldBeNull();

    [Fact]
    public void The_corpus_has_the_expected_number_of_cases() => Cases().Count().ShouldBe(6);

    private static IEnumerable<ConformanceCase> Cases() => Suite.Cases(Path.Combine(AppContext.BaseDirectory, "Cases", Suite.Name));
}
