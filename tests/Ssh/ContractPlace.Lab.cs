using Ssh.Tests.Lab;

namespace ProviderContracts;

/// <content>Machines of the lab.</content>
internal static partial class ContractPlace
{
    static partial void Find(ref string? reason) => reason = SshLab.MissingReason;
}
