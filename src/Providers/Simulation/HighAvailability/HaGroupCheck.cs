namespace Scalewright.Providers.Simulation.HighAvailability;

internal static class HaGroupCheck
{
    public static IEnumerable<Problem> Check(HaGroup group, bool isTaken)
    {
        if (isTaken || group.Name.Length == 0)
        {
            yield return Wrong(
                ProblemCode.DuplicateName,
                "",
                group.Name.Length == 0 ? "it has no name" : "there is a group of this name",
                "choose another name"
            );
        }

        if (group.Nodes.Count == 0)
        {
            yield return Wrong(ProblemCode.MissingField, "nodes", "there are none", "name one or more");
        }

        foreach (string duplicate in Twice(group.Nodes))
        {
            yield return Wrong(ProblemCode.DuplicateName, "nodes", $"{duplicate} is there twice", "name each once");
        }

        foreach (string duplicate in Twice(group.Resources.Select(resource => resource.Label)))
        {
            yield return Wrong(ProblemCode.DuplicateName, "resources", $"{duplicate} is there twice", "choose another label");
        }

        foreach (string stranger in Named(group).Except(group.Nodes, StringComparer.Ordinal))
        {
            yield return Wrong(
                ProblemCode.UnknownReference,
                "resources",
                $"{stranger} is not a node of this group",
                "name one of its nodes"
            );
        }

        if (group.Scores is not null && group.Resources.Count > 0)
        {
            yield return Wrong(
                ProblemCode.ConflictingFields,
                "scores",
                "the group also has resources with two nodes",
                "make two groups of them"
            );
        }

        Problem Wrong(ProblemCode code, string field, string found, string advice) =>
            new(code, TextEscaping.Escape(found), advice)
            {
                Field =
                    field.Length == 0 ? $"group '{TextEscaping.Escape(group.Name)}'" : $"group '{TextEscaping.Escape(group.Name)}'.{field}",
            };
    }

    private static IEnumerable<string> Named(HaGroup group) =>
        [
            .. group.Resources.Select(resource => resource.Primary),
            .. group.Resources.Select(resource => resource.Secondary).OfType<string>(),
            .. group.Scores?.Nodes.Select(node => node.Name) ?? [],
        ];

    private static IEnumerable<string> Twice(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key);
}
