namespace ProviderContracts;

/// <summary>A test of the contract: skipped, visibly, where the provider's place cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContractFactAttribute : FactAttribute
{
    public ContractFactAttribute() => Skip = ContractPlace.MissingReason;
}
