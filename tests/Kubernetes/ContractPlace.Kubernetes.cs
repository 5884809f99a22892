namespace ProviderContracts;

/// <content>Pods are namespaces of this machine here.</content>
internal static partial class ContractPlace
{
    static partial void Find(ref string? reason) => reason = Kubernetes.Tests.Place.MissingReason;
}
