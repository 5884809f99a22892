using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;
using Scalewright;
using Scalewright.Documents;

namespace PhenixScaleApp.Corrected;

/// <summary>
/// The app without the reference's mistakes: checks everything before it writes, reports all problems at once, and
/// writes output that works with minimega.
/// </summary>
internal static class CorrectedApp
{
    private const string DryRunImages = "/tmp/phenix/images";

    /// <summary>Runs one stage and returns the exit code.</summary>
    public static async Task<int> RunAsync(AppHost host, CommandLine command, CancellationToken cancellationToken)
    {
        AppLog log = AppLog.Open(host, command.DryRun);
        try
        {
            CheckLevel(host, log);
            log.Debug($"phenix-app-scale {ScaleApp.Version}: stage '{command.Stage}'{(command.DryRun ? ", dry run" : "")}");
            ExperimentText text = await ExperimentReader.ReadAsync(host.Input, Dialect.Yaml, cancellationToken);
            if (text.Root is null || text.IsUnprintable)
            {
                string found = text.Root is null ? text.Mistake : "it contains an unpaired surrogate, which UTF-8 does not support";
                return Refuse(host, command, log, [new Problem(ProblemCode.SyntaxError, found, "hand in one experiment as JSON or YAML") { Source = "stdin" }]);
            }

            await RunStageAsync(host, command, text, log, cancellationToken);
            DocumentWriter.Write(text.Root, host.Output, indented: command.DryRun, isStrict: true);
            return ScaleApp.Success;
        }
        catch (RefusedException e)
        {
            return Refuse(host, command, log, e.Problems);
        }
        catch (ScalewrightException e)
        {
            return Refuse(host, command, log, e.Problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(host, command, log, [new Problem(ProblemCode.OutputNotWritable, e.Message, "choose a writable folder with enough free space")]);
        }
    }

    private static async Task RunStageAsync(AppHost host, CommandLine command, ExperimentText text, AppLog log, CancellationToken cancellationToken)
    {
        if (command.Stage is not ("configure" or "post-start"))
        {
            log.Debug($"Stage '{command.Stage}' passes the experiment on as it is");
            return;
        }

        StageLog.Plugins(log);
        ScalePlan plan = ReadPlan(text, isLive: !command.DryRun);
        foreach (Problem warning in plan.Warnings)
        {
            log.Warning(warning.ToString());
        }

        try
        {
            await RunStageAsync(host, command, text.Root!, plan, log, cancellationToken);
        }
        catch (Exception e) when (e is RefusedException or ScalewrightException)
        {
            Positions places = new(text.ReadPlaces());
            ValueList<Problem> problems = (e as RefusedException)?.Problems ?? ((ScalewrightException)e).Problems;
            throw new RefusedException(problems.Select(problem => places.Locate(problem, plan.Request.ProfilesPath)).ToValueList());
        }
    }

    private static async Task RunStageAsync(AppHost host, CommandLine command, MapValue root, ScalePlan plan, AppLog log, CancellationToken cancellationToken)
    {
        ExperimentView view = new(root, new ProblemList("stdin"));
        if (command.Stage == "configure")
        {
            new ConfigureStage(view, plan.Request, log, host.Clock).Run(plan.Topology, plan.Profiles, cancellationToken);
            return;
        }

        string images = Path.Join(command.DryRun ? DryRunImages : Path.Join(host.Variable("PHENIX_DIR") ?? "/phenix", "images"), plan.Request.Name);
        PostStartStage stage = new(view, log, command.DryRun ? null : host.Minimega, command.Verify, host.Clock);
        await stage.RunAsync(plan.Topology, plan.Profiles, images, cancellationToken);
    }

    /// <summary>Reads the plan. If there are problems, reads the document again to report their positions.</summary>
    private static ScalePlan ReadPlan(ExperimentText text, bool isLive)
    {
        ScalePlan? plan = null;
        try
        {
            plan = ScalePlan.Read(text.Root!, new Positions(null), isLive);
        }
        catch (Exception e) when (e is RefusedException or ScalewrightException)
        {
            // The problems are reported below, with their positions.
        }

        return plan is { Warnings.Count: 0 } ? plan : ScalePlan.Read(text.Root!, new Positions(text.ReadPlaces()), isLive);
    }

    /// <exception cref="RefusedException">At least one problem is an error.</exception>
    internal static void ThrowIfAny(ProblemList problems)
    {
        if (problems.HasErrors)
        {
            throw new RefusedException(problems.ToValueList());
        }
    }

    private static void CheckLevel(AppHost host, AppLog log)
    {
        if (LogLevels.Find(AppLog.LevelName(host)) is null)
        {
            log.Warning($"PHENIX_LOG_LEVEL: '{TextEscaping.Escape(AppLog.LevelName(host))}' is not a level, so INFO holds; use DEBUG, INFO, WARNING, ERROR or CRITICAL");
        }
    }

    /// <summary>Reports all errors in the log, and also on standard error unless it contains the JSON log.</summary>
    private static int Refuse(AppHost host, CommandLine command, AppLog log, IEnumerable<Problem> problems)
    {
        Problem[] errors = [.. problems.Where(problem => problem.Severity == ProblemSeverity.Error)];
        string title = $"phenix-app-scale {command.Stage}: {errors.Length} error{(errors.Length == 1 ? "" : "s")}, nothing was written to the output";
        string[] lines = [.. errors.Select(problem => $"{problem} [{problem.Code.Id}]")];
        if (log.IsJson)
        {
            log.Error(title);
            foreach (string line in lines)
            {
                log.Error(line);
            }
        }

        if (!log.IsJson || !log.IsOnError)
        {
            host.Error.WriteLine(title);
            foreach (string line in lines)
            {
                host.Error.WriteLine($"  {line}");
            }
        }

        return ScaleApp.Failure;
    }
}
