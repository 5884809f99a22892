using System.Text.RegularExpressions;
using Loopback.Kubernetes;

namespace Kubernetes.Tests;

/// <summary>A command of the recording <c>kubectl-wire.txt</c>: what kubectl said, and what it asked for.</summary>
/// <param name="Words">The command, without <c>kubectl</c>.</param>
/// <param name="Output">Its first lines of output.</param>
/// <param name="Requests">Its requests, in their order. What they accept is cut off after some letters.</param>
internal sealed partial record WireRecord(string Words, IReadOnlyList<string> Output, IReadOnlyList<HeardRequest> Requests)
{
    private const string Head = "### kubectl ";
    private const string Request = "   > ";

    public static IReadOnlyList<WireRecord> All { get; } = ReadAll();

    private static List<WireRecord> ReadAll()
    {
        List<WireRecord> all = [];
        List<string> output = [];
        List<HeardRequest> requests = [];
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "kubectl-wire.txt")).SkipWhile(line => !line.StartsWith(Head, StringComparison.Ordinal)))
        {
            if (line.StartsWith(Head, StringComparison.Ordinal))
            {
                (output, requests) = ([], []);
                all.Add(new WireRecord(line[Head.Length..], output, requests));
            }
            else if (line.StartsWith(Request, StringComparison.Ordinal))
            {
                Match parts = Line().Match(line);
                parts.Success.ShouldBeTrue(line);
                requests.Add(new HeardRequest(parts.Groups["method"].Value, parts.Groups["address"].Value, parts.Groups["type"].Value, parts.Groups["body"].Value, parts.Groups["accept"].Value));
            }
            else
            {
                output.Add(line);
            }
        }

        return all;
    }

    [GeneratedRegex(@"^   > (?<method>[A-Z]+) (?<address>\S+) (\[(?<type>[^\]]+)\] (?<body>\{.*\}))? *Accept: (?<accept>.*)$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Line();
}
