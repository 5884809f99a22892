namespace Scalewright.Decisions;

/// <summary>A metric that is the average of another one over the latest time, as Knative's stable and panic averages are.</summary>
/// <param name="Name">Its name; policies find it by this.</param>
/// <param name="Of">Name of the metric that is averaged.</param>
/// <param name="Length">How far it looks back, above 0. A reading counts while it is younger than this.</param>
/// <remarks>It is fresh while one fresh reading is in its window; what is not to be believed is left out. With none it is what the other metric is.
/// Where the cluster has a state folder, what a window held at the last cycle outlives a restart.</remarks>
public sealed record MetricWindow(string Name, string Of, TimeSpan Length)
{
    /// <summary>How many readings a window holds; of more, the latest count: 10,000.</summary>
    public const int ReadingsMax = 10_000;

    /// <summary>How many readings of a window outlive a restart: of more, the latest 1,000.</summary>
    public const int KeptMax = 1_000;

    /// <summary>The two windows of the Knative autoscaler over a metric: 60 s as <c>NAME_stable</c>, and the 6 s of a panic as <c>NAME_panic</c>.</summary>
    /// <param name="metric">The metric's name.</param>
    public static ValueList<MetricWindow> Knative(string metric) =>
        [new($"{metric}_stable", metric, TimeSpan.FromSeconds(60)), new($"{metric}_panic", metric, TimeSpan.FromSeconds(6))];

    /// <summary>All that is wrong with windows over metrics; empty when nothing is.</summary>
    internal static void Check(ValueList<MetricWindow> windows, IReadOnlyCollection<string> metrics, PolicyProblems problems)
    {
        HashSet<string> names = new(metrics, StringComparer.Ordinal);
        foreach (MetricWindow window in windows)
        {
            string field = $"windows.{Printable.Escape(window.Name)}";
            problems.Named("windows", window.Name).Positive(field, window.Length);
            _ = names.Add(window.Name) ? problems : problems.Say(ProblemCode.DuplicateName, field, "is there twice", "give each metric its own name");
            _ = metrics.Contains(window.Of, StringComparer.Ordinal) ? problems
                : problems.Say(ProblemCode.UnknownReference, field, $"'{Printable.Escape(window.Of)}' is no metric", $"use one of {string.Join(", ", metrics)}");
        }
    }
}
