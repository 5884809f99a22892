using System.CommandLine;
using Scalewright;
using Scalewright.Agents;
using Scalewright.Clusters.Reaping;
using Scalewright.Experiments.Platforms;
using Scalewright.Experiments.Processes;
using Scalewright.Programs;

namespace ScalehubSample;

/// <summary><c>shub</c>: platforms of an INI file, and experiments on them, from one command line.</summary>
internal static class Program
{
    /// <summary>The built-in platforms, and those with the attribute <c>[Platform]</c>.</summary>
    public static PlatformList Platforms { get; } = PlatformList.Default;

    // Time to release reservations and to close the state before the program exits, even if Ctrl+C is pressed again.
    private static readonly TimeSpan EndingMax = TimeSpan.FromMinutes(2);

    private static async Task<int> Main(string[] args)
    {
        // Nodes of this machine run this program as their agent.
        if (await ScalewrightAgent.TryRunAsync(args, StreamAgentServices.All))
        {
            return 0;
        }

        // Runs as the watchdog, a second process that cleans up the machines if the first one is killed.
        if (ClusterWatchdog.TryRun(args, static words => ProcessProvider.Of(words).Open(), static words => ProcessProvider.Of(words).Remove()))
        {
            return Environment.ExitCode;
        }

        ScalehubOptions places = new(
            new("--conf", "-c") { DefaultValueFactory = _ => "conf/scalehub.conf", Description = "The file of platforms and the experiment.", Recursive = true },
            new("--inventory", "-i") { DefaultValueFactory = _ => "inventory", Description = "The folder of inventories.", Recursive = true },
            new("--data", "-d") { DefaultValueFactory = _ => "experiments-data", Description = "The folder of experiments.", Recursive = true },
            new("--playbooks", "-p") { DefaultValueFactory = _ => ScalehubOptions.FindPlaybooks(), Description = "The folder of playbooks.", Recursive = true });
        RootCommand root = new("Platforms of one file as hosts in inventories, and experiments on them.") { places.Conf, places.Inventory, places.Data, places.Playbooks };
        PlatformVerbs.AddTo(root, places);
        DeploymentVerbs.AddTo(root, places);
        HostVerbs.AddTo(root, places);
        ExperimentVerbs.AddTo(root, places);
        ReportVerbs.AddTo(root, places);
        return await CommandLineProgram.RunAsync(root, args, EndingMax, ignoresLaterSignals: true);
    }

    /// <summary>Creates a verb that prints its result. On failure it prints the problems and exits with 1.</summary>
    public static Command Verb(string name, string description, Func<ParseResult, CancellationToken, Task<string>> run)
    {
        Command verb = new(name, description);
        verb.SetAction(async (result, cancellationToken) =>
        {
            // Yield first, so that signals are handled from the start and an interrupted program cleans up.
            await Task.Yield();
            try
            {
                string output = await run(result, cancellationToken);
                if (output.Length > 0)
                {
                    Console.WriteLine(output);
                }

                return 0;
            }
            catch (OperationCanceledException)
            {
                await Console.Error.WriteLineAsync("stopped");
                return 1;
            }
            catch (ScalewrightException e)
            {
                await Console.Error.WriteLineAsync(ScalehubOptions.Format(e.Problems));
                return 1;
            }
            catch (VerbException e)
            {
                await Console.Error.WriteAsync(string.Concat(e.Problems.Select(problem => $"{ScalehubOptions.Line(problem)}\n")));
                return 1;
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(ScalehubOptions.Error(e.Message));
                return 1;
            }
        });
        return verb;
    }
}
