namespace ProviderContracts;

/// <summary>Declares on a test class why its provider's tests cannot run on this machine.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class ContractRequirementAttribute : Attribute
{
    /// <summary>Missing requirement, which skips all tests. Default <see langword="null"/>: none.</summary>
    public virtual string? MissingReason => null;

    /// <summary>Reason why nodes have no agent; skips its tests. Default <see langword="null"/>: none.</summary>
    public virtual string? NoAgentReason => null;
}
