using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;
using Scalewright;
using Scalewright.Documents;
using Scalewright.Plugins;
using Scalewright.Profiles;
using Scalewright.Topologies;

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

            await RunStageAsync(host, command, text.Root, log, cancellationToken);
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

    private static async Task RunStageAsync(AppHost host, CommandLine command, MapValue root, AppLog log, CancellationToken cancellationToken)
    {
        if (command.Stage is not ("configure" or "post-start"))
        {
            return;
        }

        ProblemList problems = new("stdin");
        ExperimentView view = new(root, problems);
        ScaleRequest request = new RequestReader(view, isLive: !command.DryRun && command.Stage == "post-start", problems).Read();
        ValueList<Profile> profiles = ReadProfiles(request, log, problems);
        ThrowIfAny(problems);
        Topology topology = Expand(request, profiles);
        ContainerCheck.Run(topology, problems);
        ThrowIfAny(problems);
        if (command.Stage == "configure")
        {
            new ConfigureStage(view, request, log).Run(topology, profiles, cancellationToken);
            return;
        }

        string images = Path.Join(command.DryRun ? DryRunImages : Path.Join(host.Variable("PHENIX_DIR") ?? "/phenix", "images"), request.Name);
        await new PostStartStage(view, log, command.DryRun ? null : host.Minimega).RunAsync(topology, profiles, images, cancellationToken);
    }

    private static ValueList<Profile> ReadProfiles(ScaleRequest request, AppLog log, ProblemList problems)
    {
        DocumentMap document = new([new DocumentEntry("profiles", default, request.Profiles)]);
        ProfileReadResult result = ProfileReader.FromDocument(document, new ProfileReadOptions { AllowExternalFiles = true }, "stdin");
        foreach (Problem problem in result.Problems)
        {
            if (problem.Severity == ProblemSeverity.Error)
            {
                problems.Add(problem);
            }
            else
            {
                log.Warning(problem.ToString());
            }
        }

        return result.Profiles;
    }

    private static Topology Expand(ScaleRequest request, ValueList<Profile> profiles)
    {
        TopologyBuilder builder = Topology.Create(request.Name);
        foreach (Profile profile in profiles)
        {
            builder = builder.AddProfile(profile);
        }

        return builder.Build();
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
