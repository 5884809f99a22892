namespace Sdk.Tests.Guards;

/// <remarks>
/// Files in tests/Faults: rows.tsv has id, levels and fault. levels.tsv has a test file or a single test, and its
/// level. waiting.tsv has an id, or id and level, and the reason. Levels: S is a seeded simulation, P processes and
/// files of this machine, N a network of this machine, U a unit test.
/// </remarks>
public partial class FaultCoverageTests
{
    private const string Levels = "SPNU";
    private static readonly string Folder = Repository.At("tests", "Faults");

    [Fact]
    public void Every_fault_row_has_a_test_or_a_documented_reason()
    {
        Test[] tests = Tests();
        HashSet<string> tested = [.. tests.Select(test => test.Id), .. tests.Select(test => $"{test.Id} {test.Level}")];
        string[] waiting = [.. Read("waiting.tsv").Select(row => row[0])];

        Read("rows.tsv")
            .SelectMany(Wanted)
            .Where(wanted => !tested.Contains(wanted) && !waiting.Contains(wanted, StringComparer.Ordinal))
            .ShouldBeEmpty();
        waiting.Where(tested.Contains).ShouldBeEmpty("what has a test waits no longer");

        // A row without tests has one reason. A row with tests has a test or a reason at each of its levels.
        IEnumerable<string> Wanted(string[] row) =>
            tested.Contains(row[0]) ? row[1].Where(char.IsLetter).Select(level => $"{row[0]} {level}") : [row[0]];
    }

    [Fact]
    public void Every_fault_test_has_a_level_and_every_level_entry_has_a_test()
    {
        Test[] tests = Tests();
        HashSet<string> known = [.. tests.Select(test => test.File), .. tests.Select(test => test.Name)];

        tests
            .Where(test => test.Level is not [var level] || !Levels.Contains(level, StringComparison.Ordinal))
            .Select(test => $"{test.File} {test.Name}")
            .ShouldBeEmpty();
        Read("levels.tsv").Select(row => row[0]).Where(name => !known.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void The_fault_coverage_report_matches_the_approved_one()
    {
        ILookup<string, Test> tests = Tests().ToLookup(test => test.Id, StringComparer.Ordinal);
        Dictionary<string, string> waiting = Read("waiting.tsv").ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);
        string[][] rows = [.. Read("rows.tsv")];
        StringBuilder report = new();
        foreach (char level in Levels)
        {
            string[] wanted = [.. rows.Where(row => row[1].Contains(level, StringComparison.Ordinal)).Select(row => row[0])];
            int tested = wanted.Count(id => tests[id].Any(test => test.Level[0] == level));
            report.Append(CultureInfo.InvariantCulture, $"{level}: {tested} of {wanted.Length} rows have a test\n");
        }

        report.Append('\n');
        foreach (string[] row in rows)
        {
            string state = tests[row[0]].Any()
                ? Describe(row, tests[row[0]], waiting)
                : $"waits: {waiting.GetValueOrDefault(row[0], "no test and no reason")}";
            report.Append(CultureInfo.InvariantCulture, $"{row[0]} ({row[1]}) {row[2]}: {state}\n");
        }

        Approved.Check(report.ToString(), "FaultCoverage");
    }

    /// <summary>The levels of the row come first.</summary>
    private static string Describe(string[] row, IEnumerable<Test> tests, Dictionary<string, string> waiting)
    {
        Dictionary<char, int> counts = tests.CountBy(test => test.Level[0]).ToDictionary();
        IEnumerable<char> levels = row[1].Where(char.IsLetter).Concat(Levels.Where(counts.ContainsKey)).Distinct();
        return string.Join(
            ", ",
            levels.Select(level =>
                counts.TryGetValue(level, out int count)
                    ? $"{level} {count}"
                    : $"{level} waits: {waiting.GetValueOrDefault($"{row[0]} {level}", "no reason")}"
            )
        );
    }

    private static Test[] Tests()
    {
        Dictionary<string, string> levels = Read("levels.tsv").ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal);
        return
        [
            .. new[] { Repository.At("tests"), Repository.At("src", "Sdk", "Testing", "ProviderContract") }
                .SelectMany(folder => Sources.FilesBelow(folder, "*.cs"))
                .SelectMany(path => Find(Path.GetRelativePath(Repository.At(), path), File.ReadAllText(path)))
                .Select(test => test with { Level = levels.GetValueOrDefault(test.Name) ?? levels.GetValueOrDefault(test.File, "") })
                .Distinct(),
        ];
    }

    // A test named F_NET_01_and_02_... covers both rows.
    private static IEnumerable<Test> Find(string file, string text) =>
        TestName()
            .Matches(text)
            .SelectMany(match =>
                match
                    .Groups["number"]
                    .Captures.Select(number => new Test($"F-{match.Groups["family"].Value}-{number.Value}", match.Value, file, ""))
            );

    private static IEnumerable<string[]> Read(string file) =>
        File.ReadAllLines(Path.Combine(Folder, file)).Select(line => line.Split('\t'));

    [GeneratedRegex(
        @"\bF_(?<family>[A-Z]+)_(?<number>[0-9]{2})(_and_(?<number>[0-9]{2}))*_[a-z_A-Z0-9]+(?=\()",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex TestName();

    private sealed record Test(string Id, string Name, string File, string Level);
}
