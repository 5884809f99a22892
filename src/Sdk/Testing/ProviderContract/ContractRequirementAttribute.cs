namespace ProviderContracts;

/// <summary>Declares on a test class why its provider's tests cannot run on this machine.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class ContractRequirementAttribute : Attribute
{
    /// <summary>Missing requirement; skips all tests. Default <see langword="null"/>: none is missing.</summary>
    public virtual string? MissingReason => null;

    /// <summary>Reason why nodes have no agent; skips tests that need one. Default <see langword="null"/>: nodes have
    /// one.</summary>
    public virtual string? NoAgentReason => null;
}
