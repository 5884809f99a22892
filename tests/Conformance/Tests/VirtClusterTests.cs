using Conformance.VirtCluster;

namespace Conformance.Tests;

public class VirtClusterTests
{
    private static readonly ISuite[] Suites = [new LogSuite(), new RpcSuite(), new SelectorSuite(), new StateSuite()];

    public static IEnumerable<object[]> Names =>
        Suites.SelectMany(suite => Cases(suite).Select(item => new object[] { suite.Name, item.Name }));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_implementation_behaves_like_the_reference(string suite, string name)
    {
        ConformanceCase item = Cases(Suites.Single(candidate => candidate.Name == suite)).Single(candidate => candidate.Name == name);

        string? difference = await item.FirstDifference(CancellationToken.None);

        difference.ShouldBeNull();
    }

    [Theory]
    [InlineData("vt-logs", 61)]
    [InlineData("vt-rpc", 33)]
    [InlineData("vt-selector", 21)]
    [InlineData("vt-cluster-state", 21)]
    public void The_corpus_has_the_expected_number_of_cases(string suite, int count) =>
        Cases(Suites.Single(candidate => candidate.Name == suite)).Count().ShouldBe(count);

    private static IEnumerable<ConformanceCase> Cases(ISuite suite) =>
        suite.Cases(Path.Combine(AppContext.BaseDirectory, "Cases", suite.Name));
}
