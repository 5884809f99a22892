using ProviderContracts;
using Scalewright.Providers.AutoScaling;

namespace AutoScaling.Independent.Tests;

/// <summary>
/// The contract of all providers against moto, an EC2 that is none of this project's. It forgets client tokens, checks no signatures and has no
/// machines: instances are entered through nodes of a simulation.
/// </summary>
[MachineContract("moto")]
public sealed class MotoContractTests(MotoServer moto) : ProviderContract<AutoScalingProvider>, IClassFixture<MotoServer>
{
    // An image that moto knows.
    private const string Image = "ami-12c6146b";

    private static int _seed;

    protected override AutoScalingProvider CreateProvider() => new(new AutoScalingOptions(moto.Address, new AccessKey("AKTEST", "a secret"))
    {
        Image = Image,
        Clock = new FastClock(),
        CallTimeout = TimeSpan.FromHours(1),
        ConsistencyWindow = TimeSpan.FromMinutes(1),
        Transport = new MachineRoom(),
        Reach = instance => new(instance.InstanceId),
        PageSize = 7,
    });

    /// <summary>Another one for each test: what a test ended stays known to moto for as long as it runs.</summary>
    protected override Random CreateChance() => new(Interlocked.Increment(ref _seed));

    protected override int NodesMax => 20;

    // Hours of its clock are seconds of the machine's.
    protected override TimeSpan AnswerDeadline => TimeSpan.FromHours(2);

    protected override TimeSpan ReadyDeadline => TimeSpan.FromHours(2);
}
