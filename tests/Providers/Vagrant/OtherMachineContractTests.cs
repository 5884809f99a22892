namespace Vagrant.Tests;

public sealed class OtherMachineContractTests : ProviderContract<VagrantProvider>, IDisposable
{
    private readonly VagrantLab _place = new(isReal: false);

    public void Dispose() => _place.Dispose();

    protected override VagrantProvider CreateProvider() =>
        _place.Open(options => options with { Host = _place.Other, Clock = new ImpatientClock() });

    protected override VagrantProvider CreateProvider(KillPoint kill) =>
        _place.Open(options => options with { Host = _place.OtherFor(kill), Clock = new ImpatientClock() }, VagrantLab.LogFor(kill));

    protected override int? CountMutatingCalls() => _place.ChangeCount;

    protected override Random CreateRandom() => new(8);

    protected override int MaxNodes => 4;

    // A busy machine responds late.
    protected override TimeSpan CallTimeout => TimeSpan.FromMinutes(10);
}
