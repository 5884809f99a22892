using Conformance.AutoScaling;

namespace Conformance.Tests;

public class AutoScalingTests
{
    private static readonly AutoScalingSuite Suite = new();

    public static TheoryData<string> Names => [.. Cases().Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Responses_to_a_replayed_client_session_match_the_recording(string name)
    {
        ConformanceCase item = Cases().Single(candidate => candidate.Name == name);

        string? difference = await item.FirstDifference(CancellationToken.None);

        difference.ShouldBeNull();
    }

    [Fact]
    public void The_corpus_has_the_expected_number_of_cases() => Cases().Count().ShouldBe(20);

    private static IEnumerable<ConformanceCase> Cases() => Suite.Cases(Path.Combine(AppContext.BaseDirectory, "Cases", Suite.Name));
}
