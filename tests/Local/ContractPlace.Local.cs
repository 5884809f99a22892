namespace ProviderContracts;

/// <content>This machine.</content>
internal static partial class ContractPlace
{
    static partial void Find(ref string? reason) => reason = Local.Tests.LocalFolder.MissingReason;
}
