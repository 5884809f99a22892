using System.Text.RegularExpressions;
using Tests.Shared;

namespace Sdk.Tests.Guards;

/// <summary>Each line of the page about what is alike in all places names tests that show it, and they are there.</summary>
public partial class FidelityTests
{
    private static readonly string[] Lines = [.. File.ReadAllLines(Repository.At("docs", "fidelity.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !Heading().IsMatch(line))];

    private static readonly Lazy<string[]> Tests = new(() => [.. Sources.FilesBelow(Repository.At("tests"), "*.cs").SelectMany(TestsOf)]);

    [Fact]
    public void Each_line_names_a_test()
    {
        Lines.Length.ShouldBeGreaterThan(10);
        Lines.Where(line => !Name().IsMatch(line)).ShouldBeEmpty();
    }

    [Fact]
    public void Each_test_that_is_named_is_there() =>
        Lines.SelectMany(line => Name().Matches(line)).Select(match => match.Groups["test"].Value).Except(Tests.Value, StringComparer.Ordinal).ShouldBeEmpty();

    private static IEnumerable<string> TestsOf(string path)
    {
        string name = Path.GetFileName(path).Split('.')[0];
        return Method().Matches(File.ReadAllText(path)).Select(match => $"{name}.{match.Groups["method"].Value}");
    }

    [GeneratedRegex(@"^\| (what|---)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex("`(?<test>[A-Za-z]+\\.[A-Z][A-Za-z0-9]*_\\w+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"public (async )?(Task|void) (?<method>[A-Z]\w*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Method();
}
