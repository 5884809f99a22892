using System.CommandLine;
using Scalewright.Planning;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Tool.Output;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Protects existing resources from mistakes in a profile file.</summary>
/// <remarks>If the file or the plan has warnings, nothing is removed unless the user accepts them.</remarks>
/// <param name="desired">Content of the file.</param>
/// <param name="read">Problems of the file.</param>
/// <param name="isAccepted">True if the user accepts the warnings.</param>
internal sealed class RemovalGuard(string file, ProfilePlan desired, VerbReport read, bool isAccepted)
{
    // A few names are enough here; the plan lists all of them.
    private const int NamesShown = 3;
    private static readonly ProblemCode RemovalRefused = new("SW6010", "removal-refused");

    /// <summary>True if the file has warnings that are not accepted.</summary>
    public bool IsActive => !isAccepted && read.Problems.Count > 0;

    /// <summary>Creates the option to accept the warnings of a file.</summary>
    public static Option<bool> AcceptOption() =>
        new("--accept-warnings")
        {
            Description =
                "Allow the removal of resources although the profile file or the plan has warnings. Without this "
                + "option, the command then changes nothing and exits with 1.",
        };

    /// <summary>Checks a plan before it is applied.</summary>
    /// <returns>Warnings of the plan, then an error if it removes something and warnings are not accepted.</returns>
    public ValueList<Problem> Check(Plan plan)
    {
        Problem[] renamed = [.. RenamedNodes.Find(plan, desired, file)];
        ProblemOutput[] warnings = [.. read.Problems, .. renamed.Select(ProblemOutput.From)];
        string removed = Describe(plan);
        string shown = string.Join(", ", warnings.Take(NamesShown).Select(Describe));
        return isAccepted || warnings.Length == 0 || removed.Length == 0
            ? [.. renamed]
            :
            [
                .. renamed,
                new Problem(
                    RemovalRefused,
                    $"it has {Pluralizer.Format(warnings.Length, "warning")} ({shown}{More(warnings.Length)}), "
                        + $"and {removed} would be removed; nothing was changed",
                    "correct the file; if the removal is intended, give --accept-warnings"
                )
                {
                    Source = file,
                },
            ];
    }

    private static string Describe(ProblemOutput warning)
    {
        string at = warning.Field.Length > 0 ? warning.Field : warning.Location;
        return $"{(at.Length > 0 ? $"{at}: " : "")}{warning.Found}";
    }

    private static string Describe(Plan plan)
    {
        IEnumerable<string> removed = PlannedRemovals
            .Of(plan)
            .Steps.GroupBy(step => step.Target)
            .OrderByDescending(same => same.Key)
            .Select(same => Describe([.. same]));
        return string.Join(" and ", removed);
    }

    private static string Describe(PlanStep[] same)
    {
        string names = string.Join(", ", NaturalOrder.GetNames(same).Take(NamesShown).Select(TextEscaping.Escape));
        return $"{Pluralizer.Format(same.Length, JsonNames.Get(same[0].Target))} ({names}{More(same.Length)})";
    }

    private static string More(int count) =>
        count > NamesShown ? string.Create(CultureInfo.InvariantCulture, $" and {count - NamesShown:N0} more") : "";
}

/// <summary>Finds nodes that are replaced by nodes of other names only because the order of profiles changed.</summary>
/// <remarks>Without a prefix, nodes of the first profile have the plugin's names; nodes of further profiles have the
/// profile's name as a prefix.</remarks>
internal static class RenamedNodes
{
    private static readonly ProblemCode RenamedByOrder = new("SW6011", "renamed-by-order");

    public static IEnumerable<Problem> Find(Plan plan, ProfilePlan desired, string file) =>
        from profile in desired.Profiles
        where profile.HostnamePrefix is null
        let renamed = Find(plan, profile, desired)
        where renamed.Length > 0
        select new Problem(
            RenamedByOrder,
            $"{Pluralizer.Format(renamed.Length, "node")} would get other names by the order of profiles alone "
                + $"({renamed[0]}{(renamed.Length > 1 ? $" and {renamed.Length - 1} more" : "")})",
            "restore the order, or keep the names by a hostname_prefix"
        )
        {
            Source = file,
            Field = profile.Name,
            Severity = ProblemSeverity.Warning,
        };

    private static string[] Find(Plan plan, Profile profile, ProfilePlan desired)
    {
        Dictionary<int, string> createdNames = plan
            .Steps.OfType<CreateNode>()
            .Where(step => step.Group == profile.Name)
            .ToDictionary(step => step.Node.Number, step => step.Name);
        HashSet<string> removed = [.. plan.Steps.Where(step => GroupOfRemoved(step) == profile.Name).Select(step => step.Name)];
        return createdNames.Count == 0 || removed.Count == 0
            ? []
            :
            [
                .. from node in ExpandAlone(profile, desired).Concat(ExpandAlone(profile with { HostnamePrefix = profile.Name }, desired))
                where removed.Contains(node.Name) && createdNames.TryGetValue(node.Number, out string? name) && name != node.Name
                select $"{TextEscaping.Escape(node.Name)} -> {TextEscaping.Escape(createdNames[node.Number])}",
            ];
    }

    /// <summary>Returns the group of a removed node; null for other steps.</summary>
    private static string? GroupOfRemoved(PlanStep step) =>
        step switch
        {
            DestroyNode destroy => destroy.Group,
            DestroyOrphan { Target: StepTarget.Node } orphan => orphan.Resource.Group,
            _ => null,
        };

    /// <summary>Returns the nodes that a profile would have as the only one; empty if the expansion fails.</summary>
    private static IEnumerable<NodeSpec> ExpandAlone(Profile profile, ProfilePlan desired)
    {
        try
        {
            return Topology
                .Create(desired.Topology.Name)
                .AddProfile(profile, desired.Plugins)
                .Build()
                .Groups.Values.SelectMany(group => group.Nodes);
        }
        catch (ExpansionException)
        {
            return [];
        }
    }
}
