using System.Globalization;
using System.Text;
using Scalewright.Agents;
using Scalewright.Clusters;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Report of a command that ran on nodes.</summary>
internal static class ExecReport
{
    /// <summary>What the nodes printed, in their order. Each command that failed is a problem, and so is output that was dropped.</summary>
    public static VerbReport Of(IReadOnlyList<NodeResult> results, CommandRequest request)
    {
        StringBuilder output = new();
        StringBuilder errors = new();
        foreach (NodeResult result in results.Where(result => result.Result is not null))
        {
            AppendLines(output, result.Node.Name, result.Result!.Output);
            AppendLines(errors, result.Node.Name, result.Succeeded ? result.Result.Error : "");
        }

        ExecNodeOutput[] nodes = [.. results.Select(result => ExecNodeOutput.Of(result.Node.Name, result.Result))];
        ExecOutput document = new(IsDryRun: false, [.. request.Words], nodes);
        IEnumerable<Problem> problems = results.SelectMany(result => ProblemsOf(result, request)
            .Select(problem => problem with { Source = result.Node.Name }));
        return VerbReport.Of(problems).With(document, ToolJson.Default.ExecOutput) with
        {
            Text = output.ToString(),
            Note = errors.ToString(),
        };
    }

    private static void AppendLines(StringBuilder text, string node, string lines)
    {
        if (lines.Length == 0)
        {
            return;
        }

        foreach (string line in lines.TrimEnd('\n').Split('\n'))
        {
            text.Append(Printable.Escape(node)).Append(": ").Append(Printable.EscapeUpTo(line, int.MaxValue)).Append('\n');
        }
    }

    private static IEnumerable<Problem> ProblemsOf(NodeResult result, CommandRequest request)
    {
        if (!result.Succeeded)
        {
            yield return result.Problem ?? Failed(request, result.Result!);
        }

        DroppedBytesOutput dropped = result.Result is { } ended ? DroppedBytesOutput.Of(ended) : new DroppedBytesOutput(0, 0);
        foreach ((string stream, long count) in ((string, long)[])[("output", dropped.Output), ("error", dropped.Errors)])
        {
            if (count > 0)
            {
                yield return Dropped(stream, count, request.OutputBytesMax);
            }
        }
    }

    private static Problem Failed(CommandRequest request, CommandResult result)
    {
        string program = Printable.Escape(request.Words[0]);
        string error = result.Error.Trim();
        string printed = error.Length == 0 ? "and printed no error" : $"and printed '{Printable.Escape(error)}'";
        if (result.DeadlinePassed)
        {
            string limit = string.Create(CultureInfo.InvariantCulture, $"{request.Deadline.TotalSeconds:0.###} s");
            string late = $"'{program}' did not end within {limit}, was ended {printed}";
            return new Problem(ProblemCode.AgentFault, late, "give --timeout with more seconds");
        }

        return result.OutOfMemory
            ? new Problem(
                ProblemCode.AgentFault,
                $"'{program}' was ended because memory had run out, {printed}",
                "use nodes with more memory, or a command that needs less")
            : new Problem(ProblemCode.AgentFault, $"'{program}' ended with {result.ExitCode} {printed}", "use a command that ends with 0");
    }

    private static Problem Dropped(string stream, long count, int kept) => new(
        ProblemCode.AgentFault,
        $"{CountText.Of(count, "byte")} of standard {stream} dropped: "
            + $"{CountText.Of(kept, "byte")} are kept, the first and the last half of them",
        "write it to a file of the node, and print that by 'scalewright logs --file'")
    {
        Severity = ProblemSeverity.Warning,
    };
}
