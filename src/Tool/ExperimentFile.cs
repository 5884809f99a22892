using Scalewright.Documents;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Runs;
using Scalewright.Sweeps;

namespace Scalewright.Tool;

/// <summary>The definition of an experiment, and all its runs.</summary>
internal static class ExperimentFile
{
    // What every definition has, and no profile file.
    private const string Mark = "job";

    /// <summary>Whether a file is the definition of an experiment; whatever cannot be read is none.</summary>
    public static bool IsDefinition(string? path) => TryRead(path)?.Root is DocumentMap root && root[Mark] is not null;

    /// <summary>Whether there is nothing in a file, neither profiles nor a definition.</summary>
    public static bool IsEmpty(string? path) => TryRead(path)?.Problems.Any(problem => problem.Code == ProblemCode.EmptyDocument) == true;

    private static Document? TryRead(string? path)
    {
        try
        {
            return path is not null && File.Exists(path) && new FileInfo(path).Length <= ReadLimits.Default.BytesMax
                ? DocumentReader.Read(File.ReadAllBytes(path), Dialect.FromPath(path))
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Does all runs in a new folder, and says what came of them.</summary>
    public static async Task<PlanReport> RunAsync(string file, string data, ISweepEngine? engine, CancellationToken cancellationToken)
    {
        ExperimentBundle bundle = ExperimentBundle.Load(file);
        ExperimentReadResult read = bundle.Read(file, new RunTools());
        PlanReport warnings = PlanReport.Of(read.Problems);
        if (warnings.ExitCode != ExitCode.Done)
        {
            return warnings;
        }

        ExperimentFolder folder = ExperimentFolder.Create(data, bundle, TimeProvider.System);
        try
        {
            SweepTally tally = await new Sweep(folder) { Threads = Environment.ProcessorCount, Engine = engine }.RunAsync(cancellationToken);
            folder.End(TimeProvider.System);
            return new PlanReport(
                tally.IsGood ? ExitCode.Done : ExitCode.Problems,
                $"{ExperimentTable.Write(folder.Read())}{CountText.Of(tally.Completed, "run")} completed, {tally.Failed} failed, in {Printable.Escape(folder.FullPath)}\n",
                warnings.Errors + (tally.IsGood ? "" : $"error: {Printable.Escape(tally.Why)}\n"));
        }
        catch (ScalewrightException refused)
        {
            PlanReport report = PlanReport.Of(refused.Problems);
            return report with { Errors = $"{warnings.Errors}{report.Errors}unfinished; what is done is in {Printable.Escape(folder.FullPath)}\n" };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new PlanReport(ExitCode.Problems, "", $"stopped; what is done is in {Printable.Escape(folder.FullPath)}\n");
        }
    }
}
