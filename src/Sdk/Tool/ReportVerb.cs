using System.CommandLine;
using System.Text;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;
using Scalewright.Files;
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

            if (result.GetResult(file) is { Tokens: [{ Value.Length: 0 }] })
            {
                result.AddError("--out: '' is no file; name one");
            }
        });
        context.SetAction(verb, result => Report(result.GetRequiredValue(folder), result.GetValue(compare), result.GetValue(file)));
        return verb;
    }

    private static VerbReport Report(string folder, string? compare, string? page)
    {
        ExperimentData data = ExperimentFolder.Open(folder).Read();
        VerbReport warnings = VerbReport.Of(data.Check(folder));
        if (ExperimentTable.IsEmpty(data) is { } empty)
        {
            return VerbReport.Of(empty with { Source = folder }).After(warnings);
        }

        string text = ExperimentTable.Write(data);
        if (page is not null)
        {
            ExperimentData? before = compare is null ? null : ExperimentFolder.Open(compare).Read();
            warnings = VerbReport.Of(before?.Check(compare!) ?? []).After(warnings);
            OutputFolder.WriteFile(page, Encoding.UTF8.GetBytes(ExperimentPage.Of(data, before).ToHtml()));
            text = $"{text}wrote {Printable.Escape(page)}\n";
        }

        return new VerbReport(ExitCode.Done) { Text = text }
            .With(new ReportOutput(Headline.Of(data), PointOutput.Of(data), page), ToolJson.Default.ReportOutput)
            .After(warnings);
    }
}
