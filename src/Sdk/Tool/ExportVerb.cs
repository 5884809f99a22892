using System.CommandLine;
using System.ComponentModel;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reports;
using Scalewright.Files;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary><c>scalewright export DIR --out FOLDER</c>.</summary>
internal static class ExportVerb
{
    public static Command Create(VerbContext context)
    {
        Argument<string> folder = new("DIR") { Description = "Folder of a completed or running experiment." };
        PathCompletion.AddExperiments(folder);
        Option<string> output = new("--out")
        {
            Description = "Folder to write the files to. Existing files are replaced.",
            HelpName = "FOLDER",
            Required = true,
        };
        Command verb = new("export", "Write the samples, events, summary and points of an experiment as CSV and JSON.") { folder, output };
        context.SetAction(verb, result => Write(result.GetRequiredValue(folder), result.GetRequiredValue(output)));
        return verb;
    }

    private static VerbReport Write(string folder, string output)
    {
        ExperimentData data = ExperimentFolder.Open(folder).ReadData();
        _ = OutputFolder.Open(output);
        string[] files = [.. TidyExport.Write(data, output).Order(StringComparer.Ordinal)];
        string lines = string.Concat(files.Select(file => $"{TextEscaping.Escape(file)}\n"));
        return new VerbReport(ExitCode.Done)
        {
            Text = $"{lines}Wrote {Pluralizer.Format(files.Length, "file")} to {TextEscaping.Escape(output)}.\n",
        }
            .With(new ExportOutput(output, files), ToolJson.Default.ExportOutput)
            .After(VerbReport.From(data.Check(folder)));
    }
}

/// <summary>Result of 'export'.</summary>
[Description("Result of 'export'.")]
internal sealed record ExportOutput(
    [property: Description("Folder of the files.")] string Folder,
    [property: Description("Paths of the written files.")] IReadOnlyList<string> Files
);
