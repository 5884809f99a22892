namespace ProviderContracts;

/// <content>moto, where a Python of this machine has it.</content>
internal static partial class ContractPlace
{
    static partial void Find(ref string? reason) => reason = AutoScaling.Independent.Tests.MotoServer.MissingReason;
}
