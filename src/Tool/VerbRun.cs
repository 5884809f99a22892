using System.CommandLine;
using Scalewright.Providers;
using Scalewright.Providers.Ssh;
using Scalewright.Tool.Places;

namespace Scalewright.Tool;

/// <summary>Runs what a verb does, and tells what went wrong as every verb does.</summary>
internal static class VerbRun
{
    /// <summary>Runs a verb that does not need a place.</summary>
    public static async Task<int> RunAsync(TextWriter output, TextWriter errors, Func<Task<PlanReport>> work)
    {
        PlanReport report;
        try
        {
            report = await work();
        }
        catch (ScalewrightException wrong)
        {
            report = PlanReport.Of(wrong.Problems);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            report = PlanReport.Of(new Problem(ProblemCode.OutputFolder, wrong.Message, "check the folder and its rights"));
        }

        await output.WriteAsync(report.Output);
        await errors.WriteAsync(report.Errors);
        return (int)report.ExitCode;
    }

    /// <summary>Opens a place, runs a verb inside of it, and closes it. Ctrl+C lets the step under way come to its end.</summary>
    public static Task<int> RunAsync(
        PlaceChoice choice, TextWriter output, TextWriter errors, Func<IProvider, CancellationToken, Task<PlanReport>> work, CancellationToken cancellationToken) =>
        RunAsync(output, errors, async () =>
        {
            PlanReport? report = null;
            try
            {
                await using SshTransport? way = OpenWay(choice);
                await using IProvider provider = choice.Entry.Open(choice with { Way = way });
                await provider.RunAsync(async token => report = await work(provider, token), cancellationToken);
                return report!;
            }
            catch (ArgumentException wrong)
            {
                return PlanReport.Of(new Problem(ProblemCode.Conflict, wrong.Message, $"see 'scalewright providers' for what '{choice.Entry.Name}' needs"));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return new PlanReport(ExitCode.Problems, "", "stopped; run it again to go on\n");
            }
        });

    /// <summary>What a place has, asked once: the library asks a place that does not answer again for minutes, and here somebody waits.</summary>
    public static Task<ValueList<Resource>> LookAsync(IProvider provider, CancellationToken cancellationToken) => provider.ObserveAsync(null, cancellationToken);

    /// <summary>The option for the folder of a cluster's state.</summary>
    public static Option<string> StateOption() => new("--state") { Description = "Folder of the cluster's state, by which it is found again.", HelpName = "DIR" };

    /// <summary>The way into machines that a place has none into. They were made a moment ago, so nobody knows their keys before the first contact.</summary>
    private static SshTransport? OpenWay(PlaceChoice choice) => choice.Entry.IsEnteredBySsh && OperatingSystem.IsLinux()
        ? new SshTransport(new SshOptions { ConfigFile = choice.Config, Program = choice.Client, HostKeys = HostKeyPolicy.PinFirst })
        : null;
}
