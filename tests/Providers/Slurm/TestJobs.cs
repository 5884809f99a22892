namespace Slurm.Tests;

internal static class TestJobs
{
    // squeue(1): states of a job that has ended. squeue prints nothing for a job that Slurm no longer lists.
    private static readonly HashSet<string> CompletedStates = new(StringComparer.Ordinal)
    {
        "",
        "CANCELLED",
        "COMPLETED",
        "FAILED",
        "TIMEOUT",
        "NODE_FAIL",
    };

    public static SlurmOptions OptionsFor(SlurmLab lab, TimeSpan? limit = null) =>
        new() { Client = lab.Options with { Partition = "open", TimeLimit = limit ?? Timeout.InfiniteTimeSpan } };

    public static SlurmProvider Open(SlurmLab lab) => new(OptionsFor(lab));

    /// <summary>Describes a node so small that twelve of them fit into the test cluster.</summary>
    public static NodeSpec Specify(string name) => new(name, 1) { Hardware = new NodeHardware { MemoryMiB = 50 } };

    public static async Task<StepOutcome> DoAsync(IProvider provider, StepRequest request) => (await DoAsync(provider, [request])).Single();

    public static Task<ValueList<StepOutcome>> DoAsync(IProvider provider, ValueList<StepRequest> requests) =>
        provider.ApplyAllAsync(requests);

    public static async Task<Resource> MakeReadyAsync(SlurmProvider provider, StepRequest request)
    {
        StepOutcome outcome = await DoAsync(provider, request);
        outcome.Result.ShouldBe(StepResult.Succeeded, $"{outcome.Problem}");
        while (true)
        {
            ValueList<Resource> resources = await provider.ObserveAsync(request.Tag.Owner);
            if (
                resources.FirstOrDefault(resource => resource.Tag.Token == request.Token && resource.State == ResourceState.Ready) is
                { } ready
            )
            {
                return ready;
            }

            await Task.Delay(100);
        }
    }

    public static Task<CommandResult> RunAsync(SlurmLab lab, params string[] arguments) =>
        LocalCommands.RunAsync(new CommandRequest([.. arguments]) { Environment = lab.Options.Environment });

    /// <summary>Lists the names of the jobs that are neither completed nor completing, without the provider.</summary>
    public static async Task<string[]> JobsAsync(SlurmLab lab) =>
        (await RunAsync(lab, "squeue", "--noheader", "--states=PENDING,CONFIGURING,RUNNING,SUSPENDED,STOPPED", "--format=%j")).Output.Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );

    /// <summary>Kills the script of a job as soon as it runs, as the kernel does when memory runs out.</summary>
    public static async Task KillScriptAsync(string job)
    {
        string script = $"job{int.Parse(job, CultureInfo.InvariantCulture):00000}/slurm_script";
        string? scriptProcess;
        while (
            (
                scriptProcess = Directory
                    .EnumerateDirectories("/proc")
                    .FirstOrDefault(process => int.TryParse(Path.GetFileName(process), out _) && Says(process, script))
            )
                is null
        )
        {
            await Task.Delay(50);
        }

        using Process process = Process.GetProcessById(int.Parse(Path.GetFileName(scriptProcess), CultureInfo.InvariantCulture));
        process.Kill();
    }

    /// <summary>Finds the script of a job and the command that it waits for, by their environment.</summary>
    public static string[] ProcessesOf(SlurmLab lab, string job) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Where(process =>
                    int.TryParse(Path.GetFileName(process), out _)
                    && Says(process, $"SLURM_JOB_ID={job}\0", "environ")
                    && Says(process, $"SLURM_CONF={lab.Options.Environment["SLURM_CONF"]}\0", "environ")
                ),
        ];

    /// <summary>True if a file of a process contains a text. False if the process has exited.</summary>
    /// <param name="file">File in the folder of the process in <c>/proc</c>.</param>
    public static bool Says(string process, string text, string file = "cmdline")
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file)).Contains(text, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static async Task UntilOverAsync(SlurmLab lab, string job)
    {
        while (
            !CompletedStates.Contains(
                (await RunAsync(lab, "squeue", "--noheader", "--states=all", $"--jobs={job}", "--format=%T")).Output.Trim()
            )
        )
        {
            await Task.Delay(50);
        }
    }
}
