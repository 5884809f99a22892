using System.Globalization;
using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments;

/// <summary>What the links of an experiment must keep to.</summary>
internal static class LinkRules
{
    private const int RateMin = 1_000;

    public static void Check(ValueList<SiteLink> links, HashSet<string> nodes, FieldChecks checks)
    {
        for (int index = 0; index < links.Count; index++)
        {
            SiteLink link = links[index];
            string path = PathOf(index);
            foreach ((string field, string name) in new[] { ("from", link.First), ("to", link.Second) }.Where(end => !nodes.Contains(end.Item2)))
            {
                checks.Unknown($"{path}.{field}", name, nodes);
            }

            if (link.First == link.Second)
            {
                checks.Add(ProblemCode.Conflict, $"{path}.to", $"'{Printable.Escape(link.Second)}' would have a link to itself", "name another machine");
            }

            checks.Time($"{path}.latency", link.Latency).Time($"{path}.jitter", link.Jitter)
                .Within($"{path}.loss", link.Loss, 0, 1).Within($"{path}.duplicate", link.Duplicate, 0, 1).Within($"{path}.reorder", link.Reorder, 0, 1);
            if (link.BytesPerSecond is < RateMin)
            {
                checks.AtLeast($"{path}.bytes_per_second", link.BytesPerSecond.Value, RateMin);
            }
        }
    }

    /// <summary>What runs of a kind cannot do of the links of an experiment.</summary>
    public static IEnumerable<Problem> Check(Types.ExperimentType type, Experiment experiment) =>
        experiment.Links.SelectMany((link, index) => type.CheckLink(experiment, link).Select(problem => problem with { Field = problem.Field.Length > 0 ? $"{PathOf(index)}.{problem.Field}" : PathOf(index) }));

    private static string PathOf(int index) => string.Create(CultureInfo.InvariantCulture, $"links.{index}");
}
