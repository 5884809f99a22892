namespace Slurm.Tests;

[MachineContract("slurm")]
[Collection(SharedSlurm.Name)]
public sealed class SlurmContractTests(SlurmLab lab) : ProviderContract<SlurmProvider>
{
    private int _changeCount;

    // Jobs have a distant time limit, as they have at most sites.
    protected override SlurmProvider CreateProvider() => CreateProvider(static (_, call) => call());

    protected override SlurmProvider CreateProvider(KillPoint kill) =>
        CreateProvider((request, call) => kill.CallAsync(IsChange(request), call));

    private SlurmProvider CreateProvider(Func<CommandRequest, Func<Task<CommandResult>>, Task<CommandResult>> run)
    {
        SlurmOptions options = TestJobs.OptionsFor(lab, TimeSpan.FromHours(1));
        return new SlurmProvider(
            options with
            {
                Client = options.Client with
                {
                    RunCommand = (request, token) => run(request, () => RunAsync(options.Client, request, token)),
                },
            }
        );
    }

    // The manual pages of Slurm: squeue, sinfo, sacct and scontrol show only read.
    private static bool IsChange(CommandRequest request) =>
        request.Command.Any(static word => word is "sbatch" or "scancel" or "salloc" or "srun" or "update");

    protected override int? CountMutatingCalls() => Volatile.Read(ref _changeCount);

    private Task<CommandResult> RunAsync(SlurmClientOptions slurm, CommandRequest request, CancellationToken cancellationToken)
    {
        if (IsChange(request))
        {
            Interlocked.Increment(ref _changeCount);
        }

        return slurm.RunCommand(request, cancellationToken);
    }

    protected override Random CreateRandom() => new(7);

    protected override int MaxNodes => 12;

    // Nodes of one machine share its files.
    protected override string TextPath => lab.At("contract.txt");

    protected override NodeSpec Specify(string name) => TestJobs.Specify(name);

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}
