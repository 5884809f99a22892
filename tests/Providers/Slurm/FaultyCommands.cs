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

    public SlurmProvider Open(Func<SlurmOptions, SlurmOptions>? change = null)
    {
        SlurmProviderOptions options = Place.OptionsFor(lab);
        SlurmOptions slurm = options.Slurm with { Run = RunAsync };
        return new SlurmProvider(options with { Slurm = change?.Invoke(slurm) ?? slurm });
    }

    public static Task<CommandResult> Say(int code, string error, string output = "") => Task.FromResult(new CommandResult(code, output, error));

    public Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _seen.Add(request.Words.First(Commands.Contains));
        }

        return meddle(request, () => LocalCommands.RunAsync(request, cancellationToken));
    }
}
