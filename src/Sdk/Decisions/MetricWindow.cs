namespace Scalewright.Decisions;

/// <summary>
/// Metric that is the moving average of another metric, like the stable and panic averages of Knative.
/// </summary>
/// <param name="Name">Name by which policies find the metric.</param>
/// <param name="SourceMetric">Name of the metric that is averaged.</param>
/// <param name="Period">Length of the window, above 0. A reading counts while it is younger than this.</param>
/// <remarks>
/// The average is fresh while its window contains a reading; untrusted readings are left out. If the window is empty,
/// the average has the state of the other metric. If the cluster has a state folder, the contents of the window at the
/// last cycle survive a restart.
/// </remarks>
public sealed record MetricWindow(string Name, string SourceMetric, TimeSpan Period)
{
    /// <summary>Maximum number of readings in a window: 10,000. Only the latest ones count.</summary>
    public const int MaxReadings = 10_000;

    /// <summary>Maximum number of readings of a window that survive a restart: the latest 1,000.</summary>
    public const int MaxPersistedReadings = 1_000;

    /// <summary>Creates the windows of Knative: <c>NAME_stable</c> of 60 s and <c>NAME_panic</c> of 6 s.</summary>
    /// <param name="metric">Name of the metric.</param>
    public static ValueList<MetricWindow> CreateKnativeWindows(string metric) =>
        [new($"{metric}_stable", metric, TimeSpan.FromSeconds(60)), new($"{metric}_panic", metric, TimeSpan.FromSeconds(6))];

    internal static void Check(ValueList<MetricWindow> windows, IReadOnlyCollection<string> metrics, PolicyOptionsValidator problems)
    {
        HashSet<string> names = new(metrics, StringComparer.Ordinal);
        foreach (MetricWindow window in windows)
        {
            string field = $"{nameof(EngineOptions.MetricWindows)}.{TextEscaping.Escape(window.Name)}";
            problems.Named(nameof(EngineOptions.MetricWindows), window.Name).Positive(field, window.Period);
            _ = names.Add(window.Name)
                ? problems
                : problems.Add(ProblemCode.DuplicateName, field, "is there twice", "give each metric its own name");
            _ = metrics.Contains(window.SourceMetric, StringComparer.Ordinal)
                ? problems
                : problems.Add(
                    ProblemCode.UnknownReference,
                    field,
                    $"'{TextEscaping.Escape(window.SourceMetric)}' is not a metric",
                    $"use one of {string.Join(", ", metrics)}"
                );
        }
    }
}
