using System.Diagnostics;
using Scalewright.Documents;
using Scalewright.Experiments;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Reports;
using Scalewright.Experiments.Runs;
using Scalewright.Plugins;
using Scalewright.Providers.Kubernetes;
using Scalewright.Providers.Slurm;
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

    /// <summary>Returns the problem of a definition where a profile file is expected; null for other files.</summary>
    public static Problem? FindDefinition(string path) =>
        IsDefinition(path)
            ? new Problem(ProblemCode.ConflictingFields, "it is the definition of an experiment", "run it by 'scalewright experiment'")
            {
                Source = path,
            }
            : null;

    /// <summary>Returns the problem of a profile file where a definition is expected; null for other files. A profile
    /// file has a list of profiles, or is the experiment of phenix with one. A definition is never INI.</summary>
    private static Problem? FindProfile(string path) =>
        TryRead(path)?.Root is DocumentMap root
        && root[Mark] is null
        && (root["profiles"] is not null || root["spec"] is not null || Dialect.FromPath(path) == Dialect.Ini)
            ? new Problem(ProblemCode.ConflictingFields, "it is a profile file", "create its cluster by 'scalewright apply'")
            {
                Source = path,
            }
            : null;

    private static Document? TryRead(string? path) =>
        path is { Length: > 0 }
        && BoundedFileReader.Read(path, ReadLimits.Default.MaxBytes, new ProblemList(path)) is { } bytes
        && bytes.Length <= ReadLimits.Default.MaxBytes
            ? DocumentReader.Read(bytes, Dialect.FromPath(path))
            : null;

    /// <summary>Reads a definition once. A profile file is only recognized among files with errors.</summary>
    private static ExperimentDefinition Read(string file, out VerbReport report)
    {
        ExperimentDefinition read = ExperimentDefinition.Load(file, tools: new RunServices());
        report = VerbReport.From(read.Experiments.Count == 0 && FindProfile(file) is { } profile ? [profile] : read.Problems);
        return read;
    }

    /// <summary>Describes the runs of a definition. Writes nothing.</summary>
    public static VerbReport Describe(string file)
    {
        ExperimentDefinition read = Read(file, out VerbReport report);
        if (report.ExitCode != ExitCode.Done)
        {
            return report;
        }

        int runs = read.Experiments.Sum(point => point.RunCount);
        string text = string.Concat(
            read.Experiments.Select(point => $"{TextEscaping.Escape(point.PointName)}: {Pluralizer.Format(point.RunCount, "run")}\n")
        );
        ExperimentOutput result = new(IsDryRun: true, "", runs, 0, 0, "", [], []);
        return report.With(result, ToolJson.Default.ExperimentOutput) with { Text = $"{text}{Pluralizer.Format(runs, "run")} planned\n" };
    }

    /// <summary>Executes the runs that have not ended, in the unfinished folder of the same definition or in a new one,
    /// and reports all results.</summary>
    /// <param name="startsNew">True for a new folder in any case.</param>
    public static async Task<VerbReport> RunAsync(
        string file,
        string data,
        bool startsNew,
        ISweepEngine? engine,
        VerbContext context,
        CancellationToken cancellationToken
    )
    {
        ExperimentDefinition read = Read(file, out VerbReport warnings);
        if (warnings.ExitCode != ExitCode.Done)
        {
            return warnings;
        }

        UnfinishedExperiment? unfinished = startsNew ? null : ExperimentFolder.FindUnfinished(data, read);
        ExperimentFolder folder = unfinished is { CanContinue: true }
            ? unfinished.Folder
            : ExperimentFolder.Create(data, read, context.Environment.Clock);
        Announce(folder, unfinished, read.Experiments, engine, context);
        try
        {
            ExperimentSweep sweep = new(folder, read.Experiments)
            {
                MaxDegreeOfParallelism = Environment.ProcessorCount,
                Engine = engine,
                Progress = new ExperimentProgress(context, CountEnded(folder, read.Experiments)),
            };
            ExperimentSweepResult tally = await sweep.RunAsync(cancellationToken);
            folder.Complete(context.Environment.Clock);
            return Report(folder, tally, context.Colors).After(warnings);
        }
        catch (ScalewrightException exception)
        {
            return VerbReport.From(exception.Problems).After(warnings) with { Note = DescribeEnd("Unfinished", folder, read.Experiments) };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new VerbReport(ExitCode.Problems) { Note = DescribeEnd("Stopped", folder, read.Experiments) }.After(warnings);
        }
    }

    private static VerbReport Report(ExperimentFolder folder, ExperimentSweepResult tally, AnsiColors colors)
    {
        ExperimentData measured = folder.ReadData();
        ExperimentVerdict verdict = ExperimentVerdict.Create(measured);
        ExperimentOutput result = new(
            IsDryRun: false,
            folder.FullPath,
            measured.Runs * measured.Points.Count,
            tally.CompletedCount,
            tally.FailedCount,
            verdict.Sentence,
            PointOutput.From(measured, verdict),
            ThresholdOutput.From(verdict)
        );
        ExitCode code = tally.IsSuccess && !verdict.HasFailedThreshold ? ExitCode.Done : ExitCode.Problems;
        return new VerbReport(code)
        {
            Text =
                ExperimentTable.Write(verdict, colors)
                + $"{Pluralizer.Format(tally.CompletedCount, "run")} completed, {tally.FailedCount} failed, "
                + $"in {TextEscaping.Escape(folder.FullPath)}\n",
            Problems =
            [
                .. tally.IsSuccess ? (IEnumerable<ProblemOutput>)[] : [ProblemOutput.OfText(TextEscaping.Escape(tally.Reason))],
                .. DescribeFailures(verdict).Select(ProblemOutput.OfText),
            ],
        }.With(result, ToolJson.Default.ExperimentOutput);
    }

    /// <summary>Names the failed thresholds; of a sweep also where they fail.</summary>
    private static IEnumerable<string> DescribeFailures(ExperimentVerdict verdict) =>
        verdict
            .SummarizeThresholds()
            .Where(summary => summary.Failed > 0)
            .Select(summary => $"the threshold {summary.Name} {summary.Limit} failed{DescribePlace(verdict, summary)}");

    private static string DescribePlace(ExperimentVerdict verdict, ThresholdSummary summary)
    {
        if (verdict.Points.Count == 1)
        {
            return $": {summary.Worst.Measured}";
        }

        return summary.Failed == 1
            ? $" at {TextEscaping.Escape(ExperimentTable.GetLabel(verdict, summary.Worst.Point))}: " + summary.Worst.Measured
            : string.Create(CultureInfo.InvariantCulture, $" at {summary.Failed} of {Pluralizer.Format(summary.Points, "point")}");
    }

    private static void Announce(
        ExperimentFolder folder,
        UnfinishedExperiment? unfinished,
        ValueList<Experiment> experiments,
        ISweepEngine? engine,
        VerbContext context
    )
    {
        string path = TextEscaping.Escape(folder.FullPath);
        if (unfinished is { CanContinue: true })
        {
            context.Progress.PrintLine($"{path} continues: {Count(folder, experiments)} (same definition, same version)");
            return;
        }

        if (unfinished is not null)
        {
            context.Progress.PrintLine($"{TextEscaping.Escape(unfinished.Folder.FullPath)} has {unfinished.Difference}; starting {path}");
        }

        if (context.Environment.Terminal is not null)
        {
            TimeSpan[] durations = [.. experiments.Select(experiment => experiment.Duration).Distinct()];
            string each = durations is [var same] ? $" of {DurationText.FormatWhole(same)}" : "";
            context.Progress.PrintLine(
                $"{Pluralizer.Format(experiments.Count, "point")} × "
                    + $"{Pluralizer.Format(experiments[0].RunCount, "run")}{each}, {DescribeExecutor(engine)}, in {path}"
            );
        }
    }

    internal static string DescribeExecutor(ISweepEngine? engine) =>
        engine switch
        {
            null => $"on {Pluralizer.Format(Environment.ProcessorCount, "thread")}",
            ProcessSweepEngine => $"in {Pluralizer.Format(Environment.ProcessorCount, "process")}",
            SlurmSweepEngine => "on Slurm",
            KubernetesSweepEngine => "on Kubernetes",
            _ => throw new UnreachableException("No option creates another engine."),
        };

    private static string DescribeEnd(string end, ExperimentFolder folder, ValueList<Experiment> experiments) =>
        $"{end}: {Count(folder, experiments)} in {TextEscaping.Escape(folder.FullPath)}. The same command continues; "
        + "--new starts again.\n";

    private static string Count(ExperimentFolder folder, ValueList<Experiment> experiments)
    {
        int all = experiments.Sum(experiment => experiment.RunCount);
        string verb = all == 1 ? "is" : "are";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{CountEnded(folder, experiments)} of {Pluralizer.Format(all, "run")} {verb} complete"
        );
    }

    private static int CountEnded(ExperimentFolder folder, ValueList<Experiment> experiments) =>
        experiments.Sum(experiment =>
            Enumerable.Range(1, experiment.RunCount).Count(run => folder.IsRunCompleted(experiment.PointName, run))
        );
}
