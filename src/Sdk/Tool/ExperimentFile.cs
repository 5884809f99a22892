using Scalewright.Documents;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Reports;
using Scalewright.Experiments.Runs;
using Scalewright.Sweeps;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Describes and runs experiments.</summary>
internal static class ExperimentFile
{
    // Every definition has this key, and no profile file has it.
    private const string Mark = "job";

    /// <summary>Returns true if a file is the definition of an experiment; false if it cannot be read.</summary>
    public static bool IsDefinition(string? path) => TryRead(path)?.Root is DocumentMap root && root[Mark] is not null;

    private static Document? TryRead(string? path)
    {
        try
        {
            return path is not null && File.Exists(path) && new FileInfo(path).Length <= ReadLimits.Default.MaxBytes
                ? DocumentReader.Read(File.ReadAllBytes(path), Dialect.FromPath(path))
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException
            or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Describes the runs of a definition. Writes nothing.</summary>
    public static VerbReport Describe(string file)
    {
        ExperimentReadResult read = ExperimentBundle.Load(file).Read(file, new RunServices());
        VerbReport report = VerbReport.From(read.Problems);
        if (report.ExitCode != ExitCode.Done)
        {
            return report;
        }

        int runs = read.Experiments.Sum(point => point.RunCount);
        string text = string.Concat(read.Experiments.Select(
            point => $"{TextEscaping.Escape(point.PointName)}: {Pluralizer.Format(point.RunCount, "run")}\n"));
        ExperimentOutput result = new(IsDryRun: true, "", runs, 0, 0, "", []);
        return report.With(result, ToolJson.Default.ExperimentOutput) with
        {
            Text = $"{text}{Pluralizer.Format(runs, "run")} planned\n"
        };
    }

    /// <summary>Executes all runs in a new folder and reports the results.</summary>
    public static async Task<VerbReport> RunAsync(
        string file, string data, ISweepEngine? engine, VerbContext context, CancellationToken cancellationToken)
    {
        ExperimentBundle bundle = ExperimentBundle.Load(file);
        ExperimentReadResult read = bundle.Read(file, new RunServices());
        VerbReport warnings = VerbReport.From(read.Problems);
        if (warnings.ExitCode != ExitCode.Done)
        {
            return warnings;
        }

        ExperimentFolder folder = ExperimentFolder.Create(data, bundle, context.Environment.Clock);
        try
        {
            ExperimentSweep sweep = new(folder)
            {
                MaxDegreeOfParallelism = Environment.ProcessorCount,
                Engine = engine,
                Progress = new SweepProgressLine(context.Progress)
            };
            ExperimentSweepResult tally = await sweep.RunAsync(cancellationToken);
            folder.Complete(context.Environment.Clock);
            return Report(folder, tally).After(warnings);
        }
        catch (ScalewrightException refused)
        {
            return VerbReport.From(refused.Problems).After(warnings) with
            {
                Note = $"unfinished; what is done is in {TextEscaping.Escape(folder.FullPath)}\n"
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new VerbReport(ExitCode.Problems)
            {
                Note = $"stopped; what is done is in {TextEscaping.Escape(folder.FullPath)}\n"
            }.After(warnings);
        }
    }

    private static VerbReport Report(ExperimentFolder folder, ExperimentSweepResult tally)
    {
        ExperimentData measured = folder.ReadData();
        ExperimentOutput result = new(
            IsDryRun: false,
            folder.FullPath,
            measured.Runs * measured.Points.Count,
            tally.CompletedCount,
            tally.FailedCount,
            ExperimentHeadline.Create(measured),
            PointOutput.From(measured));
        ExitCode code = tally.IsSuccess ? ExitCode.Done : ExitCode.Problems;
        return new VerbReport(code)
        {
            Text = $"{ExperimentTable.Write(measured)}{Pluralizer.Format(tally.CompletedCount, "run")} completed, "
                + $"{tally.FailedCount} failed, in {TextEscaping.Escape(folder.FullPath)}\n",
            Problems = tally.IsSuccess ? [] : [ProblemOutput.OfText(TextEscaping.Escape(tally.Reason))],
        }.With(result, ToolJson.Default.ExperimentOutput);
    }

    private sealed class SweepProgressLine(ProgressLine line) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) =>
            line.Show(string.Create(CultureInfo.InvariantCulture,
                $"{value.CompletedCount} of {value.TotalCount} runs; {TextEscaping.Escape(value.Point)} run "
                + $"{value.Run}: {value.Stage}"));
    }
}
