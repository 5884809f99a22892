namespace Slurm.Tests;

internal static class Place
{
    // squeue(1): states of a completed job.
    private static readonly HashSet<string> Over = new(StringComparer.Ordinal) { "", "CANCELLED", "COMPLETED", "FAILED", "TIMEOUT", "NODE_FAIL" };

    public static SlurmOptions OptionsFor(SlurmLab lab, TimeSpan? limit = null) => new() { Client = lab.Options with { Partition = "open", TimeLimit = limit ?? Timeout.InfiniteTimeSpan } };

    public static SlurmProvider Open(SlurmLab lab) => new(OptionsFor(lab));

    /// <summary>A node small enough that there is capacity for twelve.</summary>
    public static NodeSpec Specify(string name) => new(name, 1) { Hardware = new NodeHardware { MemoryMiB = 50 } };

    public static async Task<StepOutcome> DoAsync(SlurmProvider provider, StepRequest order) => (await DoAsync(provider, [order])).Single();

    public static Task<ValueList<StepOutcome>> DoAsync(SlurmProvider provider, ValueList<StepRequest> orders) => provider.ApplyAllAsync(orders);

    public static async Task<Resource> MakeReadyAsync(SlurmProvider provider, StepRequest order)
    {
        StepOutcome outcome = await DoAsync(provider, order);
        outcome.Result.ShouldBe(StepResult.Succeeded, $"{outcome.Problem}");
        while (true)
        {
            ValueList<Resource> found = await provider.ObserveAsync(order.Tag.Owner);
            if (found.FirstOrDefault(one => one.Tag.Token == order.Token && one.State == ResourceState.Ready) is { } ready)
            {
                return ready;
            }

            await Task.Delay(100);
        }
    }

    public static Task<CommandResult> RunAsync(SlurmLab lab, params string[] words) => LocalCommands.RunAsync(new CommandRequest([.. words]) { Environment = lab.Options.Environment });

    /// <summary>Jobs that are neither completed nor completing, without the provider.</summary>
    public static async Task<string[]> JobsAsync(SlurmLab lab) => (await RunAsync(lab, "squeue", "--noheader", "--states=PENDING,CONFIGURING,RUNNING,SUSPENDED,STOPPED", "--format=%j")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Kills the script of a job as soon as it runs, as a machine without memory does.</summary>
    public static async Task KillScriptAsync(string job)
    {
        string script = $"job{int.Parse(job, CultureInfo.InvariantCulture):00000}/slurm_script";
        string? found;
        while ((found = Directory.EnumerateDirectories("/proc").FirstOrDefault(process => int.TryParse(Path.GetFileName(process), out _) && Says(process, script))) is null)
        {
            await Task.Delay(50);
        }

        using Process process = Process.GetProcessById(int.Parse(Path.GetFileName(found), CultureInfo.InvariantCulture));
        process.Kill();
    }

    /// <summary>Processes by their environment: the script and the command it waits for.</summary>
    public static string[] ProcessesOf(SlurmLab lab, string job) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _)
            && Says(process, $"SLURM_JOB_ID={job}\0", "environ") && Says(process, $"SLURM_CONF={lab.Options.Environment["SLURM_CONF"]}\0", "environ")),
    ];

    /// <param name="file">File below the folder of the process in <c>/proc</c>.</param>
    public static bool Says(string process, string text, string file = "cmdline")
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file)).Contains(text, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static async Task UntilOverAsync(SlurmLab lab, string job)
    {
        while (!Over.Contains((await RunAsync(lab, "squeue", "--noheader", "--states=all", $"--jobs={job}", "--format=%T")).Output.Trim()))
        {
            await Task.Delay(50);
        }
    }
}
