using System.Text.RegularExpressions;

namespace AutoScaling.Independent.Tests;

/// <summary>
/// Runs moto's own tests of AutoScaling and of EC2's instances and tags against the endpoint. Tests of load balancers,
/// volumes and network interfaces are excluded. <c>MOTO_CHECKOUT</c> is the path of a checkout of
/// github.com/getmoto/moto. An approved list contains the result of each test, and the reason and the first line of
/// each failure, with <c>ID</c> for each random id. Each result that differs from the list must be reviewed.
/// </summary>
public sealed partial class MotoSuiteTests
{
    private const string Variable = "MOTO_CHECKOUT";
    private const string Passes = "passes";
    private const string Unreviewed = "UNREVIEWED";
    private const string FailsWith = " => ";

    // Parts of the names of tests and modules of unsupported families.
    private const string Served = "not (elb or volume or block_device or delete_on_termination or nic or networkinterface)";

    private static readonly string ApprovedFile = Path.Combine(AppContext.BaseDirectory, "../../../../approved", "MotoSuite.txt");

    [Fact]
    public void Each_approved_failure_has_a_reason_and_a_first_line()
    {
        string[] failures = [.. Read(ApprovedFile).Values.Where(value => value != Passes)];

        failures.ShouldNotBeEmpty();
        failures.ShouldAllBe(value => value.Split(FailsWith, 2).Count(part => part.Trim().Length > 0) == 2);
    }

    [MachineFact("$MOTO_CHECKOUT", "python:boto3", "python:pytest", "python:freezegun", "python:cryptography")]
    public async Task Each_moto_test_has_its_approved_result()
    {
        SortedDictionary<string, string> approved = Read(ApprovedFile);

        SortedDictionary<string, string> found = await RunAsync(Environment.GetEnvironmentVariable(Variable)!);

        SortedDictionary<string, string> merged = new(StringComparer.Ordinal);
        foreach ((string test, string failure) in found)
        {
            merged[test] = failure.Length == 0 ? Passes : $"{ReasonOf(approved.GetValueOrDefault(test, ""), failure)}{FailsWith}{failure}";
        }

        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            await File.WriteAllLinesAsync(ApprovedFile, [Summary(merged), .. merged.Select(entry => $"{entry.Key} = {entry.Value}")]);
            return;
        }

        merged.Values.ShouldNotContain(value => value.StartsWith(Unreviewed, StringComparison.Ordinal));
        merged
            .Keys.Union(approved.Keys, StringComparer.Ordinal)
            .Where(test => merged.GetValueOrDefault(test) != approved.GetValueOrDefault(test))
            .Select(test =>
                $"{test}\n  found    {merged.GetValueOrDefault(test, "no such test")}\n"
                + $"  approved {approved.GetValueOrDefault(test, "nothing")}"
            )
            .ShouldBeEmpty();
    }

    private static string ReasonOf(string approved, string failure) =>
        approved.Split(FailsWith, 2) switch
        {
            [Passes or ""] => Unreviewed,
            [var reason, var known] when known != failure => $"{Unreviewed}: {reason}",
            [var reason, ..] => reason,
            _ => throw new UnreachableException(),
        };

    private static string Summary(SortedDictionary<string, string> results) =>
        "# "
        + string.Join(
            "; ",
            results
                .GroupBy(entry => entry.Key.Split('/')[0], StringComparer.Ordinal)
                .Select(suite =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{suite.Key}: {suite.Count(entry => entry.Value == Passes)} of {suite.Count()} pass"
                    )
                )
        );

    private static SortedDictionary<string, string> Read(string file) =>
        new(
            File.Exists(file)
                ? File.ReadAllLines(file)
                    .Where(line => !line.StartsWith('#'))
                    .Select(line => line.Split(" = ", 2))
                    .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal)
                : [],
            StringComparer.Ordinal
        );

    /// <returns>First line of each failure by test name; empty for a passed test.</returns>
    private static async Task<SortedDictionary<string, string>> RunAsync(string checkout)
    {
        await using MotoEndpoints endpoints = await MotoEndpoints.StartAsync();
        string results = Path.Combine(Directory.CreateTempSubdirectory("scalewright-moto-").FullName, "results.jsonl");
        ProcessStartInfo start = new(
            "/usr/bin/python3",
            [
                "-m",
                "pytest",
                "-q",
                "-p",
                "endpoint_plugin",
                "-p",
                "no:cacheprovider",
                "-c",
                "/dev/null",
                "-k",
                Served,
                "--rootdir",
                checkout,
                "--continue-on-collection-errors",
                "tests/test_autoscaling",
                "tests/test_ec2/test_instances.py",
                "tests/test_ec2/test_tags.py",
            ]
        )
        {
            WorkingDirectory = checkout,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["PYTHONPATH"] = $"{Path.Combine(AppContext.BaseDirectory, "Independent", "Shim")}:{checkout}";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["SCALEWRIGHT_CONTROL"] = endpoints.Address;
        start.Environment["SCALEWRIGHT_RESULTS"] = results;
        start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        start.Environment["AWS_ACCESS_KEY_ID"] = "AKTEST";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "secret";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        File.Exists(results).ShouldBeTrue(output + await errors);
        SortedDictionary<string, string> outcomes = new(StringComparer.Ordinal);
        foreach (string line in await File.ReadAllLinesAsync(results))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement result = document.RootElement;
            bool isPassed = result.GetProperty("outcome").GetString() == "passed";
            outcomes[result.GetProperty("test").GetString()!] = isPassed
                ? ""
                : DrawnId().Replace($"{result.GetProperty("outcome").GetString()} {result.GetProperty("reason").GetString()}", "ID");
        }

        Directory.Delete(Path.GetDirectoryName(results)!, recursive: true);
        return outcomes;
    }

    /// <summary>Id such as <c>i-0123456789abcdef0</c>, UUID, page token, time, or the rest of one after dots.</summary>
    [GeneratedRegex(
        """\b[a-z]+-[0-9a-f]{17}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<=')(?=[A-Za-z+/=]*[0-9])[A-Za-z0-9+/=]{20,}(?=' ==)|(?<=datetime\()[0-9]+(, [0-9]+)*|(?<=\.\.\.)[0-9A-Za-z:-]+(?=')""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex DrawnId();
}
