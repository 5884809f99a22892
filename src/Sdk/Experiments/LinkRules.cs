namespace Scalewright.Experiments;

/// <summary>Checks the links of an experiment.</summary>
internal static class LinkRules
{
    public const string NameAnother = "name another machine";

    public const int MinRate = 1_000;

    public static string ToItself(string name) => $"'{TextEscaping.Escape(name)}' would have a link to itself";

    public static void Check(ValueList<StreamLink> links, HashSet<string> nodes, FieldChecks checks)
    {
        Dictionary<(string, string), StreamLink> pairs = [];
        for (int index = 0; index < links.Count; index++)
        {
            StreamLink link = links[index];
            string path = GetPath(index);
            foreach (
                (string field, string name) in new[] { (Field: "from", Node: link.First), (Field: "to", Node: link.Second) }.Where(end =>
                    !nodes.Contains(end.Node)
                )
            )
            {
                checks.Unknown($"{path}.{field}", name, nodes, among: "nodes");
            }

            if (link.First == link.Second)
            {
                checks.Add(ProblemCode.ConflictingFields, $"{path}.to", ToItself(link.Second), NameAnother);
            }

            // Links are bidirectional, so the order of the two machines does not matter.
            StreamLink ordered =
                string.CompareOrdinal(link.First, link.Second) <= 0 ? link : link with { First = link.Second, Second = link.First };
            if (!pairs.TryAdd((ordered.First, ordered.Second), ordered) && pairs[(ordered.First, ordered.Second)] != ordered)
            {
                checks.Add(
                    ProblemCode.ConflictingFields,
                    path,
                    $"'{TextEscaping.Escape(link.First)}' and '{TextEscaping.Escape(link.Second)}' have another link "
                        + "already, which says otherwise",
                    "keep one of them"
                );
            }

            checks
                .Time($"{path}.latency", link.Latency)
                .Time($"{path}.jitter", link.Jitter)
                .Within($"{path}.loss", link.Loss, 0, 1)
                .Within($"{path}.duplicate", link.Duplication, 0, 1)
                .Within($"{path}.reorder", link.Reordering, 0, 1);
            if (link.MaxBytesPerSecond is < MinRate)
            {
                checks.AtLeast($"{path}.bytes_per_second", link.MaxBytesPerSecond.Value, MinRate);
            }
        }
    }

    /// <summary>Returns problems of links that runs of this type cannot create.</summary>
    public static IEnumerable<Problem> FindProblems(Types.ExperimentType type, Experiment experiment) =>
        experiment.Links.SelectMany(
            (link, index) =>
                type.CheckLink(experiment, link)
                    .Select(problem =>
                        problem with
                        {
                            Field = problem.Field.Length > 0 ? $"{GetPath(index)}.{problem.Field}" : GetPath(index),
                        }
                    )
        );

    public static string GetPath(int index) => string.Create(CultureInfo.InvariantCulture, $"links.{index}");
}
