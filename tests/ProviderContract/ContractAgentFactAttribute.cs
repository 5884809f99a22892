namespace ProviderContracts;

/// <summary>A test of the contract that needs an agent on nodes: skipped, visibly, also where nodes have none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContractAgentFactAttribute : FactAttribute
{
    public ContractAgentFactAttribute() => Skip = ContractPlace.MissingReason ?? ContractPlace.NoAgentReason;
}
