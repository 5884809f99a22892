namespace ProviderContracts;

/// <summary>Declares on a test class why its provider's tests cannot run on this machine.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class ContractRequirementAttribute : Attribute
{
    /// <summary>
    /// Missing requirement of the machine, which skips all tests; <see langword="null"/>, the default, if nothing is
    /// missing.
    /// </summary>
    public virtual string? MissingReason => null;

    /// <summary>
    /// Reason why nodes have no agent, which skips the tests that need one; <see langword="null"/>, the default, if
    /// they have one.
    /// </summary>
    public virtual string? NoAgentReason => null;
}
