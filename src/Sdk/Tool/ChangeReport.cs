using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Runs a planned change of a cluster, and reports its end: complete, incomplete or stopped.</summary>
/// <param name="provider">Name of the provider.</param>
/// <param name="state">State folder; null without one.</param>
/// <param name="plan">The change, as shown before it starts.</param>
internal sealed class ChangeReport(string provider, string? state, Plan plan, VerbContext context)
{
    /// <summary>Adds the plan to the report of a command that changed nothing.</summary>
    public VerbReport Plan(VerbReport report) =>
        report.With(
            new ChangeOutput(IsDryRun: true, PlanOutput.From(plan), SummaryOutput.None, state ?? "", provider, []),
            ToolJson.Default.ChangeOutput
        );

    /// <summary>Runs the change.</summary>
    /// <param name="change">Executes the plan, and returns its report.</param>
    /// <returns>The report, after a failure with the line that says what was done.</returns>
    /// <exception cref="OperationCanceledException">A signal stopped the change without a state.</exception>
    public async Task<VerbReport> RunAsync(Func<ChangeProgress, Task<VerbReport>> change, CancellationToken cancellationToken)
    {
        ChangeProgress progress = new(plan, context.Progress, context.Environment.Clock);
        progress.Show();
        try
        {
            return await change(progress);
        }
        catch (ScalewrightException exception) when (state is not null)
        {
            return VerbReport.From(exception.Problems).With(CreateOutput([], progress), ToolJson.Default.ChangeOutput) with
            {
                Note = progress.Fail(context.ErrorColors),
            };
        }
        catch (OperationCanceledException) when (state is not null && cancellationToken.IsCancellationRequested)
        {
            return new VerbReport(ExitCode.Problems) { Note = progress.Stop(context.ErrorColors) }.With(
                CreateOutput([], progress),
                ToolJson.Default.ChangeOutput
            );
        }
    }

    /// <summary>Reports the nodes after the change, and what was done.</summary>
    /// <param name="end">Returns the last line.</param>
    public VerbReport Complete(Cluster cluster, ChangeProgress progress, Func<ChangeProgress, string> end)
    {
        NodeOutput[] nodes = [.. cluster.Nodes.Select(NodeOutput.From)];
        string text = plan.IsEmpty
            ? $"{TextEscaping.Escape(plan.Name)}: nothing to do; {Describe(nodes)}.\n"
            : NodeText.Write(nodes) + end(progress);
        return VerbReport.From(cluster.Warnings).With(CreateOutput(nodes, progress), ToolJson.Default.ChangeOutput) with
        {
            Text = text,
            Nodes = [.. nodes.Select(node => node.Name)],
        };
    }

    private static string Describe(NodeOutput[] nodes) => nodes.Length == 0 ? "it has no nodes" : $"nodes: {NodeText.States(nodes)}";

    private ChangeOutput CreateOutput(NodeOutput[] nodes, ChangeProgress progress) =>
        new(IsDryRun: false, PlanOutput.From(plan), progress.Summarize(), state ?? "", provider, nodes);
}
