using System.CommandLine;
using System.Text;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary><c>scalewright report DIR [--compare DIR] [--out FILE]</c>.</summary>
internal static class ReportVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> folder = new("DIR") { Description = "Folder of an experiment, finished or under way." };
        Option<string> compare = new("--compare") { Description = "Folder of an earlier one, to compare with in the page.", HelpName = "DIR" };
        Option<string> file = new("--out") { Description = "Write the page with all pictures into this file.", HelpName = "FILE" };
        Command verb = new("report", "Print the figures of an experiment, and write its page.") { folder, compare, file };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(compare) is { Implicit: false } && result.GetResult(file) is null or { Implicit: true })
            {
                result.AddError("--compare needs --out: the page has the comparison");
            }
        });
        context.SetAction(verb, async (result, cancellationToken) =>
        {
            ExperimentData data = ExperimentFolder.Open(result.GetRequiredValue(folder)).Read();
            if (ExperimentTable.IsEmpty(data) is { } empty)
            {
                return VerbReport.Of(empty with { Source = result.GetRequiredValue(folder) });
            }

            string text = ExperimentTable.Write(data);
            if (result.GetValue(file) is not { } path)
            {
                return new VerbReport(ExitCode.Done) { Text = text }.With(new ReportOutput(Headline.Of(data), PointOutput.Of(data), null), ToolJson.Default.ReportOutput);
            }

            ExperimentData? before = result.GetValue(compare) is { } other ? ExperimentFolder.Open(other).Read() : null;
            await File.WriteAllTextAsync(path, ExperimentPage.Of(data, before).ToHtml(), Encoding.UTF8, cancellationToken);
            return new VerbReport(ExitCode.Done) { Text = $"{text}wrote {Printable.Escape(path)}\n" }.With(new ReportOutput(Headline.Of(data), PointOutput.Of(data), path), ToolJson.Default.ReportOutput);
        });
        return verb;
    }
}
