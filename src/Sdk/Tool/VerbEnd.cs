namespace Scalewright.Tool;

/// <summary>The end of a run of the tool.</summary>
/// <param name="Verb">Name of the verb; empty when there was none.</param>
/// <param name="IsJson">True when the report is printed as one JSON document.</param>
/// <param name="Report">What came of it.</param>
internal sealed record VerbEnd(string Verb, bool IsJson, VerbReport Report)
{
    /// <summary>What goes to standard output and standard error.</summary>
    /// <param name="exitCode">The exit code of the process.</param>
    public (string Output, string Errors) Print(ExitCode exitCode) => IsJson && !Report.IsStreamed
        ? (Tool.Output.VerbDocument.Write(Verb, exitCode, Report), "")
        : (Report.Text, Report.Errors());
}
