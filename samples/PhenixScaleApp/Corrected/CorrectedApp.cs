using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;
using Scalewright;
using Scalewright.Documents;

namespace PhenixScaleApp.Corrected;

/// <summary>
/// The app with the reference's mistakes corrected: everything is checked before anything is written, all problems are told
/// at once, and what is written works on minimega.
/// </summary>
internal static class CorrectedApp
{
    private const string DryRunImages = "/tmp/phenix/images";

    /// <summary>Runs one stage.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(AppHost host, CommandLine command, CancellationToken cancellationToken)
    {
        try
        {
            AppLog log = AppLog.Open(host, command.DryRun);
            ExperimentText text = await ExperimentReader.ReadAsync(host.Input, Dialect.Yaml, cancellationToken);
            if (text.Root is null || text.IsUnprintable)
            {
                string found = text.Root is null ? text.Mistake : "half of a surrogate pair is in it, which UTF-8 cannot hold";
                return Refuse(host, command, [new Problem(ProblemCode.Syntax, found, "hand in one experiment as JSON or YAML") { Source = "stdin" }]);
            }

            await RunStageAsync(host, command, text, log, cancellationToken);
            DocumentWriter.Write(text.Root, host.Output, indented: command.DryRun);
            return ScaleApp.Success;
        }
        catch (RefusedException e)
        {
            return Refuse(host, command, e.Problems);
        }
        catch (ScalewrightException e)
        {
            return Refuse(host, command, e.Problems);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(host, command, [new Problem(ProblemCode.OutputFolder, e.Message, "choose a folder that can be written, with room in it")]);
        }
    }

    private static async Task RunStageAsync(AppHost host, CommandLine command, ExperimentText text, AppLog log, CancellationToken cancellationToken)
    {
        if (command.Stage is not ("configure" or "post-start"))
        {
            return;
        }

        bool isLive = !command.DryRun && command.Stage == "post-start";
        ScalePlan plan = ReadPlan(text, isLive);
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
            Places places = new(text.ReadPlaces());
            ValueList<Problem> problems = (e as RefusedException)?.Problems ?? ((ScalewrightException)e).Problems;
            throw new RefusedException(problems.Select(problem => places.Locate(problem, plan.Request.ProfilesPath)).ToValueList());
        }
    }

    private static async Task RunStageAsync(AppHost host, CommandLine command, MapValue root, ScalePlan plan, AppLog log, CancellationToken cancellationToken)
    {
        ExperimentView view = new(root, new ProblemList("stdin"));
        if (command.Stage == "configure")
        {
            new ConfigureStage(view, plan.Request, log).Run(plan.Topology, plan.Profiles, cancellationToken);
            return;
        }

        string images = Path.Join(command.DryRun ? DryRunImages : Path.Join(host.Variable("PHENIX_DIR") ?? "/phenix", "images"), plan.Request.Name);
        await new PostStartStage(view, log, command.DryRun ? null : host.Minimega).RunAsync(plan.Topology, plan.Profiles, images, cancellationToken);
    }

    /// <summary>Reads what is asked for. Only when there is something to tell of it the document is read again, with places.</summary>
    private static ScalePlan ReadPlan(ExperimentText text, bool isLive)
    {
        ScalePlan? plan = null;
        try
        {
            plan = ScalePlan.Read(text.Root!, new Places(null), isLive);
        }
        catch (Exception e) when (e is RefusedException or ScalewrightException)
        {
            // What is wrong is told below, with its place.
        }

        return plan is { Warnings.Count: 0 } ? plan : ScalePlan.Read(text.Root!, new Places(text.ReadPlaces()), isLive);
    }

    /// <summary>Ends the run when there is an error.</summary>
    /// <exception cref="RefusedException">There is.</exception>
    internal static void ThrowIfAny(ProblemList problems)
    {
        if (problems.HasErrors)
        {
            throw new RefusedException(problems.ToValueList());
        }
    }

    private static int Refuse(AppHost host, CommandLine command, IEnumerable<Problem> problems)
    {
        Problem[] errors = [.. problems.Where(problem => problem.Severity == ProblemSeverity.Error)];
        host.Error.WriteLine($"phenix-app-scale {command.Stage}: {errors.Length} error{(errors.Length == 1 ? "" : "s")}, nothing was written to the output");
        foreach (Problem problem in errors)
        {
            host.Error.WriteLine($"  {problem} [{problem.Code.Id}]");
        }

        return ScaleApp.Failure;
    }
}
