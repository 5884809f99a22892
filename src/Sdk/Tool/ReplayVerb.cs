using System.CommandLine;
using Scalewright.Experiments;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Runs;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary><c>scalewright replay DIR [--point NAME] [--run NUMBER]</c>.</summary>
internal static class ReplayVerb
{
    // The only experiment type whose runs are not simulated.
    private const string RealType = "flink";

    public static Command Create(VerbContext context)
    {
        Argument<string> folder = new("DIR") { Description = "Folder of an experiment that ran in the simulation." };
        PathCompletion.AddExperiments(folder);
        Option<string> point = new("--point") { Description = "Replay only this point.", HelpName = "NAME" };
        Option<int?> run = new("--run")
        {
            Description = "Replay only the run with this number, 1 or more.",
            HelpName = "NUMBER",
            CustomParser = argument => (int)IntegerArgument.Read(argument, 1, int.MaxValue),
        };
        Command verb = new(
            "replay",
            "Repeat simulated runs with their definition and seed, and compare each with its record, byte by byte."
        )
        {
            folder,
            point,
            run,
        };
        context.SetAction(verb, (result, cancellationToken) =>
            ReplayAsync(
                ExperimentFolder.Open(result.GetRequiredValue(folder)),
                result.GetValue(point),
                result.GetValue(run),
                context.Progress,
                cancellationToken
            )
        );
        return verb;
    }

    private static async Task<VerbReport> ReplayAsync(
        ExperimentFolder folder,
        string? point,
        int? number,
        ProgressLine progress,
        CancellationToken cancellationToken
    )
    {
        ValueList<Experiment> experiments = folder.ReadDefinition().Experiments;
        if (experiments.FirstOrDefault(one => one.Type == RealType) is { } real)
        {
            return Reject(
                folder,
                $"its type is {real.Type}: real runs cannot be reproduced",
                "replay experiments that ran in the simulation"
            );
        }

        if (point is not null && experiments.All(one => one.PointName != point))
        {
            return Reject(
                folder,
                $"there is no point '{TextEscaping.Escape(point)}'",
                NameAdvice.From(point, [.. experiments.Select(one => one.PointName)], "")
            );
        }

        if (number is { } requested && experiments.All(one => requested < 1 || requested > one.RunCount))
        {
            return Reject(folder, $"there is no run {requested}", $"use 1 to {experiments.Max(one => one.RunCount)}");
        }

        List<ReplayedRunOutput> runs = [];
        foreach (Experiment experiment in experiments.Where(one => point is null || one.PointName == point))
        {
            foreach (int run in Enumerable.Range(1, experiment.RunCount).Where(run => number is null || run == number))
            {
                progress.Show(string.Create(CultureInfo.InvariantCulture, $"{TextEscaping.Escape(experiment.PointName)} run {run}"));
                string? difference = await CompareAsync(folder, experiment, run, cancellationToken);
                runs.Add(new ReplayedRunOutput(experiment.PointName, run, difference is null, difference ?? ""));
            }
        }

        string text = string.Concat(
            runs.Select(run => $"{TextEscaping.Escape(run.Point)} run {run.Run}: {(run.IsIdentical ? "the same" : run.Difference)}\n")
        );
        ExitCode code = runs.TrueForAll(run => run.IsIdentical) ? ExitCode.Done : ExitCode.Problems;
        return new VerbReport(code) { Text = text }
            .With(new ReplayOutput(runs), ToolJson.Default.ReplayOutput)
            .After(VerbReport.From(folder.ReadProvenance()?.CheckDefinition(folder.FullPath) is { } changed ? [changed] : []));
    }

    /// <summary>Repeats a run and compares the result with its record.</summary>
    /// <returns>Null if both are equal byte by byte, otherwise a description of the difference.</returns>
    private static async Task<string?> CompareAsync(
        ExperimentFolder folder,
        Experiment experiment,
        int run,
        CancellationToken cancellationToken
    )
    {
        if (!folder.IsRunCompleted(experiment.PointName, run))
        {
            return "it has no complete record";
        }

        byte[] record = await File.ReadAllBytesAsync(folder.GetRunPath(experiment.PointName, run), cancellationToken);
        using MemoryStream repeated = new();
        using (HistoryWriter writer = new(repeated))
        {
            RunResult result = await SimulatedRun.RunAsync(experiment, run, writer, progress: null, cancellationToken);
            writer.End(result.Outcome, result.Reason);
        }

        byte[] bytes = repeated.ToArray();
        int commonLength = record.AsSpan().CommonPrefixLength(bytes);
        return commonLength == record.Length && commonLength == bytes.Length
            ? null
            : $"it differs from line {1 + record.AsSpan(0, commonLength).Count((byte)'\n')} on";
    }

    private static VerbReport Reject(ExperimentFolder folder, string found, string advice) =>
        VerbReport.From(new Problem(ProblemCode.UnknownReference, found, advice) { Source = folder.FullPath });
}
