using Scalewright.Journals;

namespace Scalewright.Decisions;

/// <summary>
/// Decisions that live engines stored in the state folder of a cluster, with their inputs and outcomes. Immutable.
/// </summary>
public sealed class DecisionHistory
{
    /// <summary>Name of the subfolder of the state folder: <c>decisions</c>.</summary>
    public const string FolderName = "decisions";

    /// <summary>Maximum length of a file in bytes: 8 MiB.</summary>
    public const int MaxFileBytes = 8 * 1024 * 1024;

    /// <summary>Maximum number of files: 8. The oldest file is deleted first.</summary>
    public const int MaxFiles = 8;

    /// <summary>
    /// Maximum number of nodes, and of samples of a metric, that are stored with a decision: 100. If there are more,
    /// only their number is stored.
    /// </summary>
    public const int MaxStoredNodes = 100;

    private DecisionHistory(string folder, ValueList<DecisionRecord> records, ValueList<Problem> problems) =>
        (Folder, Records, Problems) = (folder, records, problems);

    /// <summary>State folder.</summary>
    public string Folder { get; }

    /// <summary>Decisions of all domains, in the order in which they were stored.</summary>
    public ValueList<DecisionRecord> Records { get; }

    /// <summary>Damaged lines and files, which were skipped.</summary>
    public ValueList<Problem> Problems { get; }

    /// <summary>Names of the domains with decisions, in ordinal order.</summary>
    public ValueList<string> Domains =>
        Records.Select(record => record.Domain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToValueList();

    /// <summary>
    /// Reads the stored decisions of a cluster. Takes no lock. A folder without decisions has an empty history.
    /// </summary>
    /// <param name="folder">State folder.</param>
    /// <param name="files">File system; null for the local one.</param>
    /// <exception cref="StateException">The platform is not supported by the local file system.</exception>
    public static DecisionHistory Read(string folder, IFileSystem? files = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        DecisionHistoryReader reader = new(files ?? LocalFileSystem.Create());
        reader.Read(Path.Join(folder, FolderName));
        return new DecisionHistory(folder, reader.Records, reader.Problems);
    }

    /// <summary>
    /// Returns the last decision of a domain at or before a time, which was in force then; null if none is stored.
    /// </summary>
    /// <param name="domain">Name of the domain.</param>
    /// <param name="time">Time by the clock of the provider.</param>
    public DecisionRecord? FindInForce(string domain, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(domain);
        DecisionRecord? latest = null;
        foreach (DecisionRecord record in Records)
        {
            bool isCandidate = record.Timestamp <= time && string.Equals(record.Domain, domain, StringComparison.Ordinal);
            if (isCandidate && (latest is null || record.Timestamp >= latest.Timestamp))
            {
                latest = record;
            }
        }

        return latest;
    }

    /// <summary>
    /// Returns the decision of another policy for the stored inputs of a decision. The policy first decides for the
    /// earlier decisions of the domain, in order, so that its state contains its cooldowns and windows. Each of its
    /// decisions starts from the stored desired size.
    /// </summary>
    /// <param name="policy">The policy. Use <see cref="DecisionEngine.Sizing"/> to include the bounds and cooldowns of
    /// an engine.</param>
    /// <param name="record">A decision of this history.</param>
    /// <exception cref="DecisionException">An input is not stored, or the policy threw an exception.</exception>
    public Decision Evaluate(ISizingPolicy policy, DecisionRecord record)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(record);
        ThrowIfIncomplete(policy, record);
        long[] state = new long[policy.StateLength];
        bool isFirst = true;
        foreach (DecisionRecord earlier in Records)
        {
            if (ReferenceEquals(earlier, record))
            {
                break;
            }

            if (earlier.HasObservation && string.Equals(earlier.Domain, record.Domain, StringComparison.Ordinal))
            {
                Decide(policy, isFirst, earlier, state);
                isFirst = false;
            }
        }

        return Decide(policy, isFirst, record, state);
    }

    private static Decision Decide(ISizingPolicy policy, bool isFirst, DecisionRecord record, long[] state)
    {
        DomainObservation observation = new()
        {
            Timestamp = record.Timestamp,
            DesiredCount = record.DesiredCount,
            ReadyCount = record.ReadyCount,
            InFlightCount = record.InFlightCount,
            Metrics = record.Metrics.ToArray(),
            Nodes = record.Nodes.ToArray(),
            Clouds = record.Clouds.ToArray(),
        };
        return PolicyInvoker.Decide(policy, isFirst, observation, state);
    }

    private static void ThrowIfIncomplete(ISizingPolicy policy, DecisionRecord record)
    {
        List<Problem> problems = [];
        if (!record.HasObservation)
        {
            problems.Add(Missing("the nodes of the domain", "the cycle failed before it observed them"));
        }
        else if (record.Nodes.Count < record.NodeCount)
        {
            problems.Add(
                Missing(
                    "the individual nodes",
                    string.Create(CultureInfo.InvariantCulture, $"{record.NodeCount} are more than {MaxStoredNodes}")
                )
            );
        }

        foreach (string name in policy.MetricNames)
        {
            if (!record.Metrics.Any(metric => string.Equals(metric.Name, name, StringComparison.Ordinal)))
            {
                string metricNames = string.Join(", ", record.Metrics.Select(metric => TextEscaping.Escape(metric.Name)));
                problems.Add(
                    Missing(
                        $"the metric '{TextEscaping.Escape(name)}'",
                        metricNames.Length > 0 ? $"the engine read {metricNames}" : "the engine read no metric"
                    )
                );
            }
            else if (record.MetricsWithoutSamples.Contains(name, StringComparer.Ordinal))
            {
                problems.Add(
                    Missing(
                        $"the samples of '{TextEscaping.Escape(name)}'",
                        string.Create(CultureInfo.InvariantCulture, $"there were more than {MaxStoredNodes}")
                    )
                );
            }
        }

        if (problems.Count > 0)
        {
            throw new DecisionException($"Decision of '{TextEscaping.Escape(record.Domain)}'", problems.ToValueList());
        }
    }

    private static Problem Missing(string input, string reason) =>
        new(
            ProblemCode.MissingField,
            $"{input} of the decision is not stored: {reason}",
            "choose another decision, or a policy that does not read it"
        );
}
