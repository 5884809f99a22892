using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tests.Shared;

namespace Sdk.Tests.Guards;

/// <summary>Which rows of the catalogue of faults (tests/Faults/rows.tsv: id, levels, fault) a test injects, and why the others wait.</summary>
public partial class FaultCoverageTests
{
    private static readonly string Folder = Repository.At("tests", "Faults");

    [Fact]
    public void Every_row_has_a_test_or_a_reason_to_wait()
    {
        Dictionary<string, string[]> tests = Tests();
        Dictionary<string, string> waiting = Read("waiting.tsv").ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);

        Read("rows.tsv").Select(row => row[0]).Where(id => !tests.ContainsKey(id) && !waiting.ContainsKey(id)).ShouldBeEmpty();
        waiting.Keys.Where(tests.ContainsKey).ShouldBeEmpty("a row that has a test waits no longer");
    }

    [Fact]
    public void The_report_of_coverage_is_the_one_that_was_approved()
    {
        Dictionary<string, string[]> tests = Tests();
        Dictionary<string, string> waiting = Read("waiting.tsv").ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);
        StringBuilder report = new();
        foreach (string[] row in Read("rows.tsv"))
        {
            string state = tests.TryGetValue(row[0], out string[]? names)
                ? names.Length == 1 ? "1 test" : $"{names.Length} tests"
                : $"waits: {waiting.GetValueOrDefault(row[0], "no test and no reason")}";
            report.Append(CultureInfo.InvariantCulture, $"{row[0]} ({row[1]}) {row[2]}: {state}\n");
        }

        Approved.Check(report.ToString(), "FaultCoverage");
    }

    private static Dictionary<string, string[]> Tests() => Directory.EnumerateFiles(Repository.At("tests"), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
        .SelectMany(path => TestName().Matches(File.ReadAllText(path)))
        .Select(match => (Id: match.Groups["id"].Value.Replace('_', '-'), Name: match.Value))
        .Distinct()
        .GroupBy(test => test.Id, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Select(test => test.Name).Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);

    private static IEnumerable<string[]> Read(string file) => File.ReadAllLines(Path.Combine(Folder, file)).Select(line => line.Split('\t'));

    [GeneratedRegex(@"\b(?<id>F_[A-Z]+_[0-9]{2})_[a-z_A-Z0-9]+(?=\()", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestName();
}
