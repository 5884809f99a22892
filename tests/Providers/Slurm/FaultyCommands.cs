namespace Slurm.Tests;

internal sealed class FaultyCommands(SlurmLab lab, Func<CommandRequest, Func<Task<CommandResult>>, Task<CommandResult>> meddle)
{
    private static readonly string[] Commands = ["sbatch", "scancel", "scontrol", "sinfo", "squeue", "srun"];

    private readonly Lock _gate = new();
    private readonly List<string> _seen = [];

    public string[] Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen];
            }
        }
    }

    public SlurmProvider Open(Func<SlurmClientOptions, SlurmClientOptions>? change = null)
    {
        SlurmOptions options = TestJobs.OptionsFor(lab);
        SlurmClientOptions slurm = options.Client with { RunCommand = RunAsync };
        return new SlurmProvider(options with { Client = change?.Invoke(slurm) ?? slurm });
    }

    public static Task<CommandResult> Say(int code, string error, string output = "") =>
        Task.FromResult(new CommandResult(code, output, error));

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _seen.Add(request.Command.First(Commands.Contains));
        }

        return meddle(request, () => LocalCommands.RunAsync(request, cancellationToken));
    }
}
