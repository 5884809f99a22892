namespace ProviderContracts;

/// <summary>Whether the place of this assembly's provider can be had here, and whether its nodes have agents; the assembly says so when it may be otherwise.</summary>
internal static partial class ContractPlace
{
    /// <summary>What is missing; null: nothing.</summary>
    public static string? MissingReason
    {
        get
        {
            string? reason = null;
            Find(ref reason);
            return reason;
        }
    }

    /// <summary>Why nothing runs on nodes of this place; null: they have agents.</summary>
    public static string? NoAgentReason
    {
        get
        {
            string? reason = null;
            FindAgents(ref reason);
            return reason;
        }
    }

    static partial void Find(ref string? reason);

    static partial void FindAgents(ref string? reason);
}
