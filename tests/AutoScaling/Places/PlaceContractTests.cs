using ProviderContracts;
using Scalewright.Providers.AutoScaling;

namespace AutoScaling.Tests.Places;

/// <summary>The contract of all providers, held over a real connection to our own endpoint, once for each signature.</summary>
public abstract class PlaceContractTests(SignatureVersion signature) : ProviderContract<AutoScalingProvider>, IAsyncLifetime
{
    private SimulatedPlace? _place;

    public async Task InitializeAsync() => _place = await SimulatedPlace.OpenAsync();

    public async Task DisposeAsync() => await _place!.DisposeAsync();

    protected override AutoScalingProvider CreateProvider() => new(_place!.Options with { Signature = signature, PageSize = 7 });

    protected override Random CreateChance() => new(7);

    protected override int NodesMax => 60;

    // Hours of its clock are seconds of the machine's.
    protected override TimeSpan AnswerDeadline => TimeSpan.FromHours(2);

    protected override TimeSpan ReadyDeadline => TimeSpan.FromHours(2);
}
