namespace ProviderContracts;

/// <summary>Whether the place of this assembly's provider can be had here; the assembly says so when it may be otherwise.</summary>
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

    static partial void Find(ref string? reason);
}
