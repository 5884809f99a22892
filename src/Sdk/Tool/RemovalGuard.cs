using System.CommandLine;
using Scalewright.Planning;
using Scalewright.Tool.Output;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Keeps a slip of the pen in a profile file from removing what exists: where the file or the plan has warnings, nothing is
/// removed unless their user accepts them.</summary>
/// <param name="file">The profile file.</param>
/// <param name="wanted">What it describes.</param>
/// <param name="read">What was found in it.</param>
/// <param name="isAccepted">True when the user accepts the warnings.</param>
internal sealed class RemovalGuard(string file, ProfilePlan wanted, VerbReport read, bool isAccepted)
{
    // A few say what it is about; the plan has them all.
    private const int NamesShown = 3;
    private static readonly ProblemCode RemovalRefused = new("SW6010", "removal-refused");

    /// <summary>True when there is something to guard against before a plan is known.</summary>
    public bool IsActive => !isAccepted && read.Problems.Count > 0;

    /// <summary>The option with which a verb takes a file with warnings at its word.</summary>
    public static Option<bool> AcceptOption() => new("--accept-warnings")
    {
        Description = "Remove what the file no longer has, although it has warnings. "
            + "Without it a file with warnings removes nothing: exit code 1, before anything is changed.",
    };

    /// <summary>Judges a plan before it is carried out.</summary>
    /// <returns>The warnings of the plan, then an error when it is not carried out: it removes something, and nobody accepted the
    /// warnings of file and plan.</returns>
    public ValueList<Problem> Judge(Plan plan)
    {
        Problem[] renamed = [.. RenamedNodes.Find(plan, wanted, file)];
        ProblemOutput[] warnings = [.. read.Problems, .. renamed.Select(ProblemOutput.Of)];
        string removed = Describe(plan);
        string shown = string.Join(", ", warnings.Take(NamesShown).Select(Describe));
        return isAccepted || warnings.Length == 0 || removed.Length == 0 ? [.. renamed] :
        [
            .. renamed,
            new Problem(
                RemovalRefused,
                $"it has {CountText.Of(warnings.Length, "warning")} ({shown}{More(warnings.Length)}), "
                    + $"and {removed} would be removed; nothing was changed",
                "correct the file, or give --accept-warnings") { Source = file },
        ];
    }

    private static string Describe(ProblemOutput warning)
    {
        string at = warning.Field.Length > 0 ? warning.Field : warning.Location;
        return $"{(at.Length > 0 ? $"{at}: " : "")}{warning.Found}";
    }

    private static string Describe(Plan plan)
    {
        IEnumerable<PlanStep> created = plan.Steps.Where(step => step is { Action: StepAction.Create, Target: StepTarget.Node });
        HashSet<string> made = [.. created.Select(step => step.Name)];
        IEnumerable<string> removed = plan.Steps
            .Where(step => step.Action == StepAction.Destroy && !IsReplaced(step, made))
            .GroupBy(step => step.Target)
            .OrderByDescending(same => same.Key)
            .Select(same => Describe([.. same]));
        return string.Join(" and ", removed);
    }

    // A node that does not work is made anew, whatever the file says.
    private static bool IsReplaced(PlanStep step, HashSet<string> made) =>
        step is DestroyNode { Node.Health: NodeHealth.Failed } && made.Contains(step.Name);

    private static string Describe(PlanStep[] same)
    {
        string names = string.Join(", ", same.Take(NamesShown).Select(step => Printable.Escape(step.Name)));
        return $"{CountText.Of(same.Length, Words.Of(same[0].Target))} ({names}{More(same.Length)})";
    }

    private static string More(int count) => count > NamesShown ? $" and {count - NamesShown} more" : "";
}
