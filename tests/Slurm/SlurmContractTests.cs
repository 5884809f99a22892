using ProviderContracts;
using Scalewright.Providers.Slurm;
using Scalewright.Topologies;
using Sweeps.Tests.Lab;

namespace Slurm.Tests;

/// <summary>The contract of all providers, held by jobs of a real Slurm.</summary>
[Collection(SlurmTurns.Name)]
public sealed class SlurmContractTests(SlurmLab lab) : ProviderContract<SlurmProvider>
{
    // Jobs have an end, as they have at most places; it is far.
    protected override SlurmProvider CreateProvider() => new(Place.OptionsFor(lab, TimeSpan.FromHours(1)));

    protected override Random CreateChance() => new(7);

    protected override int NodesMax => 12;

    // Nodes of one machine share its files.
    protected override string TextPath => lab.At("contract.txt");

    protected override NodeSpec Specify(string name) => Place.Specify(name);

    // A busy machine answers late.
    protected override TimeSpan AnswerDeadline => TimeSpan.FromMinutes(10);
}
