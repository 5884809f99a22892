namespace Scalewright.Topologies;

/// <summary>
/// Builds a <see cref="Topology"/>. Immutable: each call returns a new builder. The extension method <c>AddProfile</c>
/// adds profiles.
/// </summary>
public sealed record TopologyBuilder
{
    internal TopologyBuilder(Topology draft, ValueList<Problem> problems) => (Draft, Problems) = (draft, problems);

    /// <summary>Errors and warnings so far.</summary>
    public ValueList<Problem> Problems { get; init; }

    internal Topology Draft { get; init; }

    /// <summary>Adds a group of nodes.</summary>
    /// <param name="group">The group. Its name must be unique, ignoring case.</param>
    public TopologyBuilder AddGroup(NodeGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (Draft.Groups.Keys.FirstOrDefault(name => name.Equals(group.Name, StringComparison.OrdinalIgnoreCase)) is { } taken)
        {
            string spelling = taken == group.Name ? "" : $" (as '{taken}')";
            return With(
                new Problem(ProblemCode.DuplicateName, $"'{group.Name}' is the name of two groups{spelling}", "give each its own name")
                {
                    Field = group.Name,
                }
            );
        }

        return this with
        {
            Draft = Draft with { Groups = Draft.Groups.With(group.Name, group), GroupOrder = Draft.GroupOrder.Add(group.Name) },
        };
    }

    /// <summary>Validates the topology and returns it.</summary>
    /// <returns>The topology.</returns>
    /// <exception cref="ExpansionException">The topology is invalid. The exception lists all problems.</exception>
    public Topology Build()
    {
        ProblemList problems = new();
        foreach (Problem problem in Problems)
        {
            problems.Add(problem);
        }

        TopologyRules.Check(Draft, problems);
        return problems.HasErrors ? throw new ExpansionException($"Topology '{Draft.Name}'", problems.ToValueList()) : Draft;
    }

    internal TopologyBuilder With(params IEnumerable<Problem> problems) => this with { Problems = Problems.AddRange(problems) };
}
