namespace Scalewright.Providers.Kubernetes.Jobs;

/// <summary>State of a Job.</summary>
/// <param name="Name">Name of the Job.</param>
/// <param name="First">Number that its first pod has in the sweep.</param>
/// <param name="Count">Number of its pods.</param>
internal sealed record PodJobState(string Name, int First, int Count)
{
    private static readonly string[] Ends = ["Complete", "Failed"];

    /// <summary>Numbers of the pods that succeeded or have failed for good.</summary>
    public required IReadOnlySet<int> Ended { get; init; }

    /// <summary>Indicates whether the Job and all its pods have ended.</summary>
    public required bool IsFinished { get; init; }

    /// <summary>Indicates whether a queue holds the Job.</summary>
    public required bool IsSuspended { get; init; }

    public static PodJobState From(V1Job job)
    {
        int count = job.Spec?.Completions ?? 1;
        string? first = job.Metadata?.Annotations.Find(PodJobPlan.FirstKey);
        return new PodJobState(job.Metadata?.Name ?? "", int.Parse(first ?? "0", CultureInfo.InvariantCulture), count)
        {
            Ended = new HashSet<int>([
                .. ReadIndexes(job.Status?.CompletedIndexes, count),
                .. ReadIndexes(job.Status?.FailedIndexes, count),
            ]),
            IsFinished = job.Status?.Conditions?.Any(condition =>
                condition.Status == "True" && Ends.Contains(condition.Type, StringComparer.Ordinal)
            )
                ?? false,
            IsSuspended = job.Spec?.Suspend ?? false,
        };
    }

    /// <summary>Reads a list such as <c>0-2,4</c>. Text that is no such list has no numbers.</summary>
    private static IEnumerable<int> ReadIndexes(string? text, int count)
    {
        foreach (string part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split('-');
            if (
                int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            )
            {
                for (int index = first; index <= last && index < count; index++)
                {
                    yield return index;
                }
            }
        }
    }
}
