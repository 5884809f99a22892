using System.Text.Json.Nodes;

namespace Scalewright.Tool.Output;

/// <summary>Document that <c>--json</c> prints.</summary>
internal static class VerbDocument
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n" };

    public static string Write(string verb, ExitCode exitCode, VerbReport report)
    {
        JsonObject document = new()
        {
            ["verb"] = verb,
            ["exitCode"] = (int)exitCode,
            ["problems"] = JsonSerializer.SerializeToNode(report.Problems, ToolJson.Default.IReadOnlyListProblemOutput),
            ["result"] = report.Result?.DeepClone(),
        };
        return document.ToJsonString(Format) + "\n";
    }
}
