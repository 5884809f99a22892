using System.Text.RegularExpressions;
using Scalewright.Experiments.Runs;

namespace Scalewright.Experiments.Metrics;

/// <summary>Queries to Prometheus, or a compatible server, for each sample on real machines.</summary>
/// <param name="Address">Address of the server, for example <c>http://prometheus:9090</c>.</param>
[DocumentRecord]
public sealed partial record MetricQueries(string Address)
{
    private const int MaxQueries = 100;

    /// <summary>
    /// PromQL queries by name of the resulting series; at least one. Each returns one value, for example with
    /// <c>sum(…)</c>. Names start with a letter and contain lower-case letters, digits and <c>_</c>.
    /// </summary>
    public ValueMap<string> Queries { get; init; } = ValueMap<string>.Empty;

    internal Uri? Uri =>
        Uri.TryCreate(Address, UriKind.Absolute, out Uri? address) && address is { Scheme: "http" or "https" } && address.Query.Length == 0
            ? address
            : null;

    /// <summary>Indicates whether a name is valid for a series and its file.</summary>
    internal static bool IsName(string name) => NameForm().IsMatch(name);

    internal ValueList<Problem> Check()
    {
        FieldChecks checks = new();
        if (Uri is null)
        {
            checks.Add(
                ProblemCode.InvalidAddress,
                "address",
                $"'{TextEscaping.Escape(Address)}' is not an HTTP or HTTPS URL",
                "use one, as in http://prometheus:9090"
            );
        }

        if (Queries.Count is 0 or > MaxQueries)
        {
            checks.Add(
                ProblemCode.OutOfRange,
                "queries",
                Queries.Count == 0 ? "is empty" : $"there are {Queries.Count}",
                $"use 1 to {MaxQueries}, as in 'queries: {{consumed: sum(rate(consumed_total[10s]))}}'"
            );
        }

        foreach ((string name, string query) in Queries)
        {
            if (!IsName(name))
            {
                checks.Add(
                    ProblemCode.InvalidName,
                    $"queries.{name}",
                    $"'{TextEscaping.Escape(name)}' is not a name for a series",
                    "use 1 to 64 lower-case letters, digits and '_', a letter first"
                );
            }
            else if (MetricSampler.Names.Contains(name, StringComparer.Ordinal))
            {
                checks.Add(ProblemCode.DuplicateName, $"queries.{name}", "each run has a series of this name", "choose another one");
            }

            if (string.IsNullOrWhiteSpace(query))
            {
                checks.Add(ProblemCode.MissingField, $"queries.{name}", "it asks for nothing", "use a query in PromQL, as in sum(up)");
            }
        }

        return checks.ToList();
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex NameForm();
}
