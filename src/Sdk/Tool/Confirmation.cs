using System.CommandLine;
using Scalewright.Planning;
using Scalewright.Tool.Output;
using Scalewright.Topologies;

namespace Scalewright.Tool;

/// <summary>Prints a plan before it is executed, and asks before resources are removed.</summary>
/// <remarks>Without a terminal, and with <c>--json</c>, there is no question: only <c>--yes</c> allows a
/// removal.</remarks>
/// <param name="isYes">True if the command line allows the removal.</param>
/// <param name="isJson">True if the command prints one JSON document.</param>
internal sealed class Confirmation(VerbContext context, bool isYes, bool isJson)
{
    private const string Yes = "yes";
    private static readonly ProblemCode ConfirmationMissing = new("SW6020", "confirmation-missing");

    /// <summary>Called with the removed resources, for example <c>3 nodes</c>, if their removal is not allowed. Default
    /// null.</summary>
    public Action<string>? OnRefused { get; init; }

    /// <summary>Creates the option that allows removals.</summary>
    public static Option<bool> YesOption() =>
        new("--yes") { Description = "Remove resources without asking; required where there is no terminal." };

    /// <summary>Creates the confirmation of a verb.</summary>
    public static Confirmation From(VerbContext context, ParseResult result, Option<bool> yes) =>
        new(context, result.GetValue(yes), result.GetValue(context.Json));

    /// <summary>Prints a plan, and asks if it removes something.</summary>
    /// <param name="plan">Text of the plan.</param>
    /// <param name="removed">Removed resources, for example <c>3 nodes</c>; empty if nothing is removed.</param>
    /// <param name="cluster">Name of the cluster.</param>
    /// <returns>Null to continue; otherwise the report of a command that changes nothing.</returns>
    /// <exception cref="IOException">A standard stream is full or closed.</exception>
    public async Task<VerbReport?> AskAsync(string plan, string removed, string cluster, CancellationToken cancellationToken)
    {
        context.Progress.Clear();
        if (!isJson)
        {
            await WriteAsync(context.Environment.Output(), plan, cancellationToken);
        }

        if (isYes || removed.Length == 0)
        {
            return null;
        }

        if (isJson || context.Environment.Answers is not { } answers)
        {
            OnRefused?.Invoke(removed);
            string reason = isJson ? "--json asks no question" : "there is no terminal to ask";
            return VerbReport.From(
                new Problem(ConfirmationMissing, $"{removed} would be removed, and {reason}; nothing was changed", "give --yes")
            ) with
            {
                ExitCode = ExitCode.Usage,
            };
        }

        string question = context.ErrorColors.Bold($"Remove {removed} of {TextEscaping.Escape(cluster)}?") + " Only 'yes' continues: ";
        await WriteAsync(context.Environment.Errors(), question, cancellationToken);
        string? answer = await ReadAsync(answers, cancellationToken);
        if (answer is null)
        {
            // The end of the input, or a signal, leaves the cursor behind the question.
            await WriteAsync(context.Environment.Errors(), "\n", CancellationToken.None);
        }

        return answer?.Trim() == Yes ? null : Unchanged();
    }

    /// <summary>Returns the problem of a cluster that changed while the question was open.</summary>
    /// <param name="cluster">Name of the cluster.</param>
    public static Problem Outdated(string cluster) =>
        new(
            ConfirmationMissing,
            $"{TextEscaping.Escape(cluster)} changed in the meantime, and more would be removed than the plan showed; "
                + "nothing was changed",
            "give the command again"
        );

    /// <summary>Returns the report of a command that changed nothing, because the answer was not yes.</summary>
    private static VerbReport Unchanged() => new(ExitCode.Problems) { Note = "Nothing was changed.\n" };

    /// <summary>Reads the answer; null at the end of the input, and after a signal.</summary>
    private static async Task<string?> ReadAsync(Func<CancellationToken, Task<string?>> answers, CancellationToken cancellationToken)
    {
        try
        {
            return await answers(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task WriteAsync(TextWriter writer, string text, CancellationToken cancellationToken)
    {
        await writer.WriteAsync(text.AsMemory(), cancellationToken);
        await writer.FlushAsync(cancellationToken);
    }
}

/// <summary>Resources that a plan removes, without those that it creates again under the same name.</summary>
internal sealed record PlannedRemovals(ValueList<PlanStep> Steps)
{
    /// <summary>Finds the removals of a plan.</summary>
    /// <remarks>A failed node is replaced regardless of the file.</remarks>
    public static PlannedRemovals Of(Plan plan)
    {
        IEnumerable<PlanStep> created = plan.Steps.Where(step => step is { Action: StepAction.Create, Target: StepTarget.Node });
        HashSet<string> createdNames = [.. created.Select(step => step.Name)];
        return new([.. plan.Steps.Where(step => step.Action == StepAction.Destroy && !IsReplaced(step, createdNames))]);
    }

    /// <summary>Returns true if this contains all removals of another plan.</summary>
    public bool Covers(PlannedRemovals other)
    {
        HashSet<(StepTarget, string)> ownSteps = [.. Steps.Select(step => (step.Target, step.Name))];
        return other.Steps.All(step => ownSteps.Contains((step.Target, step.Name)));
    }

    /// <summary>Returns the number of nodes, or of groups and networks if no node is removed; empty if nothing is
    /// removed.</summary>
    public string Describe() =>
        Steps
            .GroupBy(step => step.Target)
            .OrderByDescending(same => same.Key)
            .Select(same => Pluralizer.FormatGrouped(same.Count(), JsonNames.Get(same.Key)))
            .FirstOrDefault()
        ?? "";

    private static bool IsReplaced(PlanStep step, HashSet<string> createdNames) =>
        step is DestroyNode { Node.Health: NodeHealth.Failed } && createdNames.Contains(step.Name);
}
