namespace ProviderContracts;

/// <summary>Says on a test class why its provider's tests cannot run here.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class ContractRequirementAttribute : Attribute
{
    /// <summary>What the machine lacks, so that all tests are skipped; <see langword="null"/>, the default, when nothing is missing.</summary>
    public virtual string? MissingReason => null;

    /// <summary>Why nodes have no agent, so that the tests that need one are skipped; <see langword="null"/>, the default, when they have one.</summary>
    public virtual string? NoAgentReason => null;
}
