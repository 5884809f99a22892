namespace Vagrant.Tests;

/// <summary>The contract of all providers with the Vagrant emulator or Vagrant itself. The VMs are simulated.</summary>
public sealed class VagrantContractTests : ProviderContract<VagrantProvider>, IDisposable
{
    private readonly VagrantLab _place = new();

    public void Dispose() => _place.Dispose();

    protected override VagrantProvider CreateProvider() => _place.Open(options => options with { Clock = new ImpatientClock() });

    protected override VagrantProvider CreateProvider(KillPoint kill) =>
        _place.Open(options => options with { Run = _place.RunFor(kill), Clock = new ImpatientClock() }, VagrantLab.LogFor(kill));

    protected override int? CountMutatingCalls() => _place.ChangeCount;

    protected override Random CreateRandom() => new(7);

    // Vagrant takes a second for each.
    protected override int MaxNodes => RealVagrant.IsForAll ? 4 : 20;

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}
