namespace Sdk.Tests.Guards;

/// <summary>Each line of the page about provider differences names existing tests.</summary>
public partial class FidelityTests
{
    private const string Begin = "<!-- figures: written by benchmarks -->";
    private const string End = "<!-- end of figures -->";

    private static readonly string[] Page = File.ReadAllLines(Repository.At("docs", "reference", "provider-differences.md"));

    // Measurements are written by a benchmark, not by a test.
    private static readonly string[] Lines =
    [
        .. Page.TakeWhile(line => line != Begin)
            .Concat(Page.SkipWhile(line => line != End))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !Heading().IsMatch(line)),
    ];

    private static readonly Lazy<string[]> Tests = new(() =>
        [
            .. new[] { Repository.At("tests"), Repository.At("src", "Sdk", "Testing", "ProviderContract") }
                .SelectMany(folder => Sources.FilesBelow(folder, "*.cs"))
                .SelectMany(TestsOf),
        ]
    );

    [Fact]
    public void Each_line_about_provider_differences_names_a_test()
    {
        Lines.Length.ShouldBeGreaterThan(10);
        Lines.Where(line => !Name().IsMatch(line)).ShouldBeEmpty();
    }

    [Fact]
    public void Each_named_test_exists() =>
        Lines
            .SelectMany(line => Name().Matches(line))
            .Select(match => match.Groups["test"].Value)
            .Except(Tests.Value, StringComparer.Ordinal)
            .ShouldBeEmpty();

    [Fact]
    public void The_measurements_are_between_their_markers()
    {
        string[] figures =
        [
            .. Page.SkipWhile(line => line != Begin)
                .TakeWhile(line => line != End)
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal)),
        ];

        Page.Count(line => line is Begin or End).ShouldBe(2);
        foreach (string what in new[] { "boot", "command", "call", "log", "failover" })
        {
            figures.ShouldContain(line => line.StartsWith($"| {what}", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> TestsOf(string path)
    {
        string name = Path.GetFileName(path).Split('.')[0];
        return Method().Matches(File.ReadAllText(path)).Select(match => $"{name}.{match.Groups["method"].Value}");
    }

    [GeneratedRegex(@"^\| (what|---)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Heading();

    [GeneratedRegex("`(?<test>[A-Za-z]+\\.[A-Z][A-Za-z0-9]*_\\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"public (async )?(Task|void) (?<method>[A-Z]\w*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Method();
}
