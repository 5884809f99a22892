using ProviderContracts;
using Scalewright.Providers.Slurm;

namespace Slurm.Tests;

/// <summary>The contract of all providers, held by jobs of a real Slurm.</summary>
[MachineContract("slurm")]
[Collection(SlurmTurns.Name)]
public sealed class SlurmContractTests(SlurmLab lab) : ProviderContract<SlurmProvider>
{
    private int _changeCount;

    // Jobs have an end, as they have at most places; it is far.
    protected override SlurmProvider CreateProvider()
    {
        SlurmProviderOptions options = Place.OptionsFor(lab, TimeSpan.FromHours(1));
        return new SlurmProvider(options with { Slurm = options.Slurm with { Run = (request, token) => RunAsync(options.Slurm, request, token) } });
    }

    protected override int? CountMutatingCalls() => Volatile.Read(ref _changeCount);

    // The manual pages of Slurm: squeue, sinfo and sacct only ask, and so does what scontrol shows.
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

    // A busy machine answers late.
    protected override TimeSpan AnswerDeadline => TimeSpan.FromMinutes(10);
}
