namespace Slurm.Tests;

[MachineContract("slurm")]
[Collection(SlurmTurns.Name)]
public sealed class SlurmContractTests(SlurmLab lab) : ProviderContract<SlurmProvider>
{
    private int _changeCount;

    // Jobs have a distant time limit, as they have at most sites.
    protected override SlurmProvider CreateProvider()
    {
        SlurmProviderOptions options = Place.OptionsFor(lab, TimeSpan.FromHours(1));
        return new SlurmProvider(options with { Slurm = options.Slurm with { Run = (request, token) => RunAsync(options.Slurm, request, token) } });
    }

    protected override int? CountMutatingCalls() => Volatile.Read(ref _changeCount);

    // The manual pages of Slurm: squeue, sinfo, sacct and scontrol show only read.
    private Task<CommandResult> RunAsync(SlurmOptions slurm, CommandRequest request, CancellationToken cancellationToken)
    {
        if (request.Words.Any(static word => word is "sbatch" or "scancel" or "salloc" or "srun" or "update"))
        {
            Interlocked.Increment(ref _changeCount);
        }

        return slurm.Run(request, cancellationToken);
    }

    protected override Random CreateChance() => new(7);

    protected override int NodesMax => 12;

    // Nodes of one machine share its files.
    protected override string TextPath => lab.At("contract.txt");

    protected override NodeSpec Specify(string name) => Place.Specify(name);

    // A busy machine responds late.
    protected override TimeSpan AnswerDeadline => TimeSpan.FromMinutes(10);
}
