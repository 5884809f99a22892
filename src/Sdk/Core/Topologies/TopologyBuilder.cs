namespace Scalewright.Topologies;

/// <summary>Assembles a <see cref="Topology"/>. Immutable: each call gives a new builder. Profiles are added by <c>AddProfile</c> of the plugins.</summary>
public sealed record TopologyBuilder
{
    internal TopologyBuilder(Topology draft, ValueList<Problem> problems) => (Draft, Problems) = (draft, problems);

    /// <summary>What was found wrong or doubtful so far.</summary>
    public ValueList<Problem> Problems { get; init; }

    internal Topology Draft { get; init; }

    /// <summary>Adds a group of nodes.</summary>
    /// <param name="group">The group; its name is unique without regard to case.</param>
    public TopologyBuilder AddGroup(NodeGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (Draft.Groups.Keys.FirstOrDefault(name => name.Equals(group.Name, StringComparison.OrdinalIgnoreCase)) is { } taken)
        {
            return With(new Problem(ProblemCode.DuplicateName, $"'{group.Name}' is the name of two groups (as '{taken}')", "give each its own name") { Field = group.Name });
        }

        return this with { Draft = Draft with { Groups = Draft.Groups.With(group.Name, group) } };
    }

    /// <summary>Checks the topology and freezes it.</summary>
    /// <returns>The topology.</returns>
    /// <exception cref="ExpansionException">Something is wrong; all problems are told at once.</exception>
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
