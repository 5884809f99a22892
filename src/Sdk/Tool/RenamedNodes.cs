using Scalewright.Planning;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Finds nodes that are removed and made again under other names only because profiles changed places: without a
/// prefix the first has the plugin's names, each further one its own.</summary>
internal static class RenamedNodes
{
    private static readonly ProblemCode RenamedByOrder = new("SW6011", "renamed-by-order");

    /// <summary>A warning for each profile whose nodes a plan renames so.</summary>
    public static IEnumerable<Problem> Find(Plan plan, ProfilePlan wanted, string file) =>
        from profile in wanted.Profiles
        where profile.HostnamePrefix is null
        let renamed = Find(plan, profile, wanted)
        where renamed.Length > 0
        select new Problem(
            RenamedByOrder,
            $"{CountText.Of(renamed.Length, "node")} would get other names by the order of profiles alone ({renamed[0]}{(renamed.Length > 1 ? $" and {renamed.Length - 1} more" : "")})",
            "restore the order, or keep the names by a hostname_prefix")
        {
            Source = file,
            Field = profile.Name,
            Severity = ProblemSeverity.Warning,
        };

    private static string[] Find(Plan plan, Profile profile, ProfilePlan wanted)
    {
        Dictionary<int, string> made = plan.Steps.OfType<CreateNode>().Where(step => step.Group == profile.Name).ToDictionary(step => step.Node.Number, step => step.Name);
        HashSet<string> removed = [.. plan.Steps.Where(step => NodeOf(step) == profile.Name).Select(step => step.Name)];
        return made.Count == 0 || removed.Count == 0 ? [] :
        [
            .. from node in Alone(profile, wanted).Concat(Alone(profile with { HostnamePrefix = profile.Name }, wanted))
               where removed.Contains(node.Name) && made.TryGetValue(node.Number, out string? name) && name != node.Name
               select $"{Printable.Escape(node.Name)} -> {Printable.Escape(made[node.Number])}",
        ];
    }

    /// <summary>The group of a node that is removed; null for all other steps.</summary>
    private static string? NodeOf(PlanStep step) => step switch
    {
        DestroyNode destroy => destroy.Group,
        DestroyOrphan { Target: StepTarget.Node } orphan => orphan.Resource.Group,
        _ => null,
    };

    /// <summary>The nodes of a profile that no other stands before; none where it cannot be so.</summary>
    private static IEnumerable<NodeSpec> Alone(Profile profile, ProfilePlan wanted)
    {
        try
        {
            return Topology.Create(wanted.Topology.Name).AddProfile(profile, wanted.Plugins).Build().Groups.Values.SelectMany(group => group.Nodes);
        }
        catch (ExpansionException)
        {
            return [];
        }
    }
}
