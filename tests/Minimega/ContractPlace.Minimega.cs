namespace ProviderContracts;

/// <content>Guests of the loopback server that run programs of this machine.</content>
internal static partial class ContractPlace
{
    static partial void Find(ref string? reason) => reason = Minimega.Tests.Places.LoopbackPlace.MissingReason;
}
